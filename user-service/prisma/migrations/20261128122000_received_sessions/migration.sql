-- Of new proposals to an event, for those who lead it.
ALTER TYPE "MailKind" ADD VALUE 'session_received';
