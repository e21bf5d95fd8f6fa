-- Addresses are compared in lower case, NFC and with their domain in ASCII (RFC 6531, IDNA), so no other form may be stored.
ALTER TABLE "speakers" ADD CONSTRAINT "speakers_email_is_normalized" CHECK (
    "email" = normalize(lower("email" COLLATE "pg_c_utf8"), NFC) AND "email" ~ '^[^@]+@[a-z0-9.-]+$' AND octet_length("email") <= 254);
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_email_is_normalized" CHECK (
    "email" = normalize(lower("email" COLLATE "pg_c_utf8"), NFC) AND "email" ~ '^[^@]+@[a-z0-9.-]+$' AND octet_length("email") <= 254);
