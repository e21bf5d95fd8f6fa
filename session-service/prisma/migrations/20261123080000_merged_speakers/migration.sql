-- The profile that stands in the place of one that was merged into it.
ALTER TABLE "speaker_copies" ADD COLUMN "merged_into" UUID;
