-- Whatever the statements behind a reply for everybody read: each by the event that it is of, and speakers by themselves.
SELECT watch_public_table('event_replicas', 'event', 'id');
SELECT watch_public_table('event_slug_replicas', 'event', 'event_id');
SELECT watch_public_table('rooms', 'event', 'event_id');
SELECT watch_public_table('tracks', 'event', 'event_id');
SELECT watch_public_table('sessions', 'event', 'event_id');
-- Of a session that is gone with its speakers its own row says so.
SELECT watch_public_table('session_speakers', 'event', '(SELECT s.event_id FROM sessions s WHERE s.id = changed.session_id)');
SELECT watch_public_table('offers', 'event', 'event_id');
SELECT watch_public_table('slots', 'event', 'event_id');
SELECT watch_public_table('schedule_versions', 'event', 'event_id');
SELECT watch_public_table('released_sessions', 'event', 'event_id');
SELECT watch_public_table('released_rooms', 'event', 'event_id');
SELECT watch_public_table('released_tracks', 'event', 'event_id');
SELECT watch_public_table('released_slots', 'event', 'event_id');
SELECT watch_public_table('contact_replicas', 'event', 'event_id');
SELECT watch_public_table('speaker_replicas', 'speaker', 'id');
