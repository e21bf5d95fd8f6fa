-- Whatever the statements behind a reply for everybody read: profiles by themselves, and who appears where as one.
SELECT watch_public_table('speakers', 'speaker', 'id');
SELECT watch_public_table('merged_speakers', 'speaker', 'id');
SELECT watch_public_table('event_replicas', 'appearance', 'id');
SELECT watch_public_table('event_slug_replicas', 'appearance', 'event_id');
SELECT watch_public_table('session_replicas', 'appearance', 'id');
SELECT watch_public_table('slot_replicas', 'appearance', 'session_id');
SELECT watch_public_table('room_replicas', 'appearance', 'id');
SELECT watch_public_table('release_replicas', 'appearance', 'event_id');
SELECT watch_public_table('released_sessions', 'appearance', 'id');
