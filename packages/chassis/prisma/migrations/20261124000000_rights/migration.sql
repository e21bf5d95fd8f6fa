-- What a service must not do, although it reads and writes the rows of all other tables (decision 25).

-- Of the audit log it may forget details, and nothing else.
REVOKE UPDATE, DELETE ON "audit" FROM ems_service;
GRANT UPDATE ("details") ON "audit" TO ems_service;

-- What has been migrated is the owner's. A shadow database has no such table.
DO $$
BEGIN
    IF to_regclass('_prisma_migrations') IS NOT NULL THEN
        REVOKE ALL ON "_prisma_migrations" FROM ems_service;
    END IF;
END $$;
