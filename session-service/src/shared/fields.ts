import { z } from 'zod';

/** An id as the database writes it, so that it may be compared as text. */
export const id = z.uuid().toLowerCase();

export const position = z.int().min(0).max(10_000);

/** Of a session, as the state table of sessions leads from one to another. */
export const states = [
  'draft',
  'submitted',
  'accepted',
  'waitlisted',
  'rejected',
  'confirmed',
  'withdrawn',
  'canceled',
] as const;

export const types = ['talk', 'workshop', 'panel', 'keynote', 'lightning', 'break', 'other'] as const;
export const levels = ['beginner', 'intermediate', 'advanced'] as const;
export const speakerRoles = ['speaker', 'moderator', 'panelist', 'host'] as const;
