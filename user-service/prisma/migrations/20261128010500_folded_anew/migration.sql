-- What was folded with characters that nobody sees.
UPDATE "users" SET "name" = "name" WHERE "name" || "email" ~ ('[' || invisible_characters() || ']');
