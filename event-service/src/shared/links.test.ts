import { expect, test } from '@jest/globals';
import { linksOf } from './links';

test('links lead to the pages of the gateway, or of another front end that is named', () => {
  const own = linksOf({ PUBLIC_URL: 'https://ems.example/', PUBLIC_WEB_URL: '' });
  expect([own.api, own.event('camp')]).toEqual(['https://ems.example', 'https://ems.example/e/camp']);
  const other = linksOf({ PUBLIC_URL: 'https://ems.example', PUBLIC_WEB_URL: 'https://camp.example/2030/' });
  expect([other.api, other.web, other.event('camp'), other.session('camp', '1'), other.speaker('2')]).toEqual([
    'https://ems.example',
    'https://camp.example/2030',
    'https://camp.example/2030/e/camp',
    'https://camp.example/2030/e/camp/sessions/1',
    'https://camp.example/2030/speakers/2',
  ]);
});
