//! Who sees which row: the one predicate. Every read of case data contains it; a test refuses SQL that does not.
//!
//! Arguments 1 to 5 are the viewer's, in every statement: account, outsider, system (0 or 1), now, and the only
//! project (of an API token). Empty text stands for none. The row is always `t`.

/// That `m` is the viewer's own membership in this project, today.
macro_rules! membership {
    ($project:literal) => {
        concat!(
            "m.account = $1 and m.project = ",
            $project,
            " and $5 in ('', m.project) and m.since <= $4 and m.until > $4"
        )
    };
}
pub(crate) use membership;

/// That row `t` is there for the viewer: for its project's PST, for members it is granted to, for the outsider
/// whose report it is or who reported into the case, and for the system. An erased row is there for nobody.
macro_rules! visible {
    (case) => {
        $crate::predicate::visible!(
            "'case'",
            "exists (select 1 from outsiders o join reports ro on ro.id = o.report where o.id = $2 and ro.case_id = t.id)"
        )
    };
    (report) => {
        $crate::predicate::visible!(
            "'report'",
            "exists (select 1 from outsiders o where o.id = $2 and o.report = t.id)"
        )
    };
    // Any member knows the project's rota and settings; an outsider ($2, named for its type only) does not.
    (project) => {
        concat!(
            "/* visible */ (t.erased = 0 and $2 in ('', $2) and ($3 = 1 or exists (select 1 from members m where ",
            $crate::predicate::membership!("t.project"), ")))"
        )
    };
    ($kind:literal, $outsider:literal) => {
        concat!(
            "/* visible */ (t.erased = 0 and ($3 = 1",
            " or exists (select 1 from members m where ", $crate::predicate::membership!("t.project"), " and m.role = 'pst')",
            " or exists (select 1 from grants g join members m on m.id = g.member where g.kind = ", $kind,
            " and g.row_id = t.id and ", $crate::predicate::membership!("t.project"), ")",
            " or ", $outsider, "))"
        )
    };
}
pub(crate) use visible;

/// That the whole project's case data is there for the viewer: PST and system. For outgoing mail and people.
macro_rules! visible_to_pst {
    ($project:literal) => {
        concat!(
            "/* visible */ ($2 in ('', $2) and ($3 = 1 or exists (select 1 from members m where ",
            $crate::predicate::membership!($project),
            " and m.role = 'pst')))"
        )
    };
}
pub(crate) use visible_to_pst;

/// The columns that say how the viewer stands to row `t`: project, member, role, number of grants.
macro_rules! standing_columns {
    ($kind:literal) => {
        concat!(
            "t.project, coalesce(m.id, ''), coalesce(m.role, ''), ",
            "(select count(*) from grants g where g.kind = ",
            $kind,
            " and g.row_id = t.id and g.member = m.id)"
        )
    };
}
pub(crate) use standing_columns;

/// Joins the viewer's own membership for [`standing_columns`]; of two the PST one is taken by `order by m.role desc`.
macro_rules! standing_join {
    () => {
        concat!(
            " left join members m on ",
            $crate::predicate::membership!("t.project"),
            " "
        )
    };
}
pub(crate) use standing_join;

/// [`standing_columns`], read.
pub(crate) type Standing = (ambergate_process::ids::ProjectId, String, String, i64);
