-- Every version of a policy profile that a case was ever pinned to, so that a file which is changed or lost moves no deadline.
create table policy_profiles (
  id {text} not null,
  version {text} not null,
  profile {bytes} not null,
  primary key (id, version)
) {strict};
