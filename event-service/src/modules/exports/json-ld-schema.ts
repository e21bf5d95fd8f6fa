import { instantOut } from '@ems/chassis/http';
import { z } from 'zod';

const status = z
  .enum(['https://schema.org/EventScheduled', 'https://schema.org/EventCancelled'])
  .describe('Whether it takes place');

const place = z
  .object({
    '@type': z.literal('Place').describe('What it is'),
    name: z.string().describe('What it is called'),
    address: z
      .object({
        '@type': z.literal('PostalAddress').describe('What it is'),
        streetAddress: z.string().optional().describe('Street and number'),
        addressLocality: z.string().optional().describe('City'),
        addressCountry: z.string().optional().describe('Country'),
      })
      .optional()
      .describe('Where it is'),
  })
  .meta({ id: 'JsonLdPlace' });

const virtualLocation = z
  .object({
    '@type': z.literal('VirtualLocation').describe('What it is'),
    url: z.string().describe('Its address'),
  })
  .meta({ id: 'JsonLdVirtualLocation' });

const person = z
  .object({
    '@type': z.literal('Person').describe('What it is'),
    '@id': z.string().describe('Of the profile'),
    name: z.string().describe('What the person is called'),
  })
  .meta({ id: 'JsonLdPerson' });

const subEvent = z
  .object({
    '@type': z.literal('Event').describe('What it is'),
    identifier: z.uuid().describe('Of the slot'),
    url: z.string().describe('Of the session'),
    name: z.string().describe('What it is called'),
    alternateName: z.string().optional().describe('Its subtitle'),
    description: z.string().optional().describe('In short'),
    startDate: instantOut.describe('When it begins'),
    endDate: instantOut.describe('When it ends'),
    inLanguage: z.array(z.string()).optional().describe('BCP 47 tags of what is spoken'),
    image: z.string().optional().describe('The address of a picture'),
    sameAs: z.string().optional().describe('Its page where it comes from'),
    keywords: z.array(z.string()).optional().describe('Its tags'),
    location: place,
    performer: z.array(person).optional().describe('Who gives it'),
    eventStatus: status,
  })
  .meta({ id: 'JsonLdSubEvent' });

/** An Event of schema.org. */
export const jsonLdEvent = z
  .object({
    '@context': z.literal('https://schema.org').describe('The vocabulary'),
    '@type': z.literal('Event').describe('What it is'),
    '@id': z.string().describe('Stays as it is'),
    url: z.string().describe('Follows the slug'),
    name: z.string().describe('What it is called'),
    description: z.string().optional().describe('What it is about'),
    startDate: instantOut.describe('When it begins'),
    endDate: instantOut.describe('When it ends'),
    eventStatus: status,
    eventAttendanceMode: z.string().describe('Whether people come, or are online'),
    location: z.array(z.discriminatedUnion('@type', [place, virtualLocation])).describe('Where it takes place'),
    keywords: z.array(z.string()).optional().describe('Its tags'),
    image: z.string().optional().describe('The address of a picture'),
    subEvent: z.array(subEvent).describe('Its sessions, by time and room'),
  })
  .meta({ id: 'JsonLdEvent' });
