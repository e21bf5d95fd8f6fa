-- The database itself counts who has a seat and who waits, from the registrations, in the statement that changes these; nobody else
-- writes the counts. A registration that no seat is left for is refused by the CHECK of what is taken.
CREATE FUNCTION "count_seats"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE event_seats s SET taken = s.taken + c.taken, waitlisted = s.waitlisted + c.waitlisted,
            last_waitlist_order = greatest(s.last_waitlist_order, c.last_waitlist_order)
        FROM (SELECT event_id, count(*) FILTER (WHERE status = 'confirmed') AS taken,
                count(*) FILTER (WHERE status = 'waitlisted') AS waitlisted, max(waitlist_order) AS last_waitlist_order
            FROM new_rows GROUP BY event_id) c
        WHERE s.event_id = c.event_id AND c.taken + c.waitlisted > 0;
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE event_seats s SET taken = s.taken - c.taken, waitlisted = s.waitlisted - c.waitlisted
        FROM (SELECT event_id, count(*) FILTER (WHERE status = 'confirmed') AS taken,
                count(*) FILTER (WHERE status = 'waitlisted') AS waitlisted
            FROM old_rows GROUP BY event_id) c
        WHERE s.event_id = c.event_id AND c.taken + c.waitlisted > 0;
    ELSE
        UPDATE event_seats s SET taken = s.taken + c.taken, waitlisted = s.waitlisted + c.waitlisted,
            last_waitlist_order = greatest(s.last_waitlist_order, c.last_waitlist_order)
        FROM (SELECT event_id, sum((status = 'confirmed')::int * change) AS taken,
                sum((status = 'waitlisted')::int * change) AS waitlisted, max(waitlist_order) AS last_waitlist_order
            FROM (SELECT event_id, status, waitlist_order, 1 AS change FROM new_rows
                UNION ALL SELECT event_id, status, NULL, -1 FROM old_rows) changed
            GROUP BY event_id) c
        WHERE s.event_id = c.event_id AND (c.taken <> 0 OR c.waitlisted <> 0);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "registrations_count_inserted" AFTER INSERT ON "registrations" REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION "count_seats"();
CREATE TRIGGER "registrations_count_updated" AFTER UPDATE ON "registrations" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION "count_seats"();
CREATE TRIGGER "registrations_count_deleted" AFTER DELETE ON "registrations" REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION "count_seats"();

-- What was counted wrongly before is counted anew; where more seats were given than there are, this stops here.
UPDATE "event_seats" s SET "taken" = c."taken", "waitlisted" = c."waitlisted"
FROM (SELECT e."event_id", count(*) FILTER (WHERE r."status" = 'confirmed') AS "taken",
        count(*) FILTER (WHERE r."status" = 'waitlisted') AS "waitlisted"
    FROM "event_seats" e LEFT JOIN "registrations" r ON r."event_id" = e."event_id" GROUP BY e."event_id") c
WHERE c."event_id" = s."event_id" AND (c."taken", c."waitlisted") IS DISTINCT FROM (s."taken"::bigint, s."waitlisted"::bigint);
SET CONSTRAINTS "event_seats_no_waitlist_with_free_seats" IMMEDIATE;

CREATE FUNCTION "refuse_seats_by_hand"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'seats are counted from the registrations alone'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'event_seats_counts_registrations', TABLE = 'event_seats';
END $$;
-- At depth 0 a statement of somebody else is under way; the counting one is at 1 or below.
CREATE TRIGGER "event_seats_counts_registrations" BEFORE UPDATE ON "event_seats" FOR EACH ROW
    WHEN (pg_trigger_depth() = 0 AND (OLD."taken" <> NEW."taken" OR OLD."waitlisted" <> NEW."waitlisted"))
    EXECUTE FUNCTION "refuse_seats_by_hand"();
CREATE TRIGGER "event_seats_begin_empty" BEFORE INSERT ON "event_seats" FOR EACH ROW
    WHEN (pg_trigger_depth() = 0 AND (NEW."taken" <> 0 OR NEW."waitlisted" <> 0))
    EXECUTE FUNCTION "refuse_seats_by_hand"();
