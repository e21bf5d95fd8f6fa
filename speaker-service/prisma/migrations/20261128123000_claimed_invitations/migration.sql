-- By it the claims of an account are found once its address is verified.
CREATE INDEX "invitations_claimed_by_idx" ON "invitations"("claimed_by");
