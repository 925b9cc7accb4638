-- While no relay is configured, mail waits and only the site is built: the few errands that are no mail are found
-- without walking past all that waits.
create index outbox_site on outbox (due) where state = 'queued' and kind = 'site';
