-- Whatever the statements behind a reply for everybody read. What a schedule is composed of elsewhere has its revisions here; those that
-- concern all events are of the id "speakers".
SELECT watch_public_table('events', 'event', 'id');
SELECT watch_public_table('event_seats', 'event', 'event_id');
SELECT watch_public_table('event_members', 'event', 'event_id');
SELECT watch_public_table('event_slugs', 'event', 'event_id');
SELECT watch_public_table('event_moves', 'event', 'event_id');
SELECT watch_public_table('schedule_revisions', 'event', 'scope');
SELECT watch_public_table('calendar_slots', 'event', 'event_id');
