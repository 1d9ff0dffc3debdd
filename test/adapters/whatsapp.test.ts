import { expect, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import type { Content } from '../../schema/content.ts';
import { accountOf, messageTo } from '../channels/suite/stand.ts';
import { its } from '../channels/whatsapp.ts';

function bodyOf(item: Content): Json {
  const [call] = its.adapter.render(messageTo(its, [item]), accountOf(its));
  return call?.body && 'json' in call.body ? call.body.json : null;
}

test('where a list has several sections, each is called something; one alone need not be', () => {
  const rows = (payload: string) => [{ title: payload, payload }];
  const listOf = (...sections: { title?: string; rows: { title: string; payload: string }[] }[]) =>
    bodyOf({ type: 'list', text: 'When?', button: 'Times', sections });
  expect(listOf({ rows: rows('a') }, { title: 'Later', rows: rows('b') })).toMatchObject({
    interactive: { action: { sections: [{ title: 'Times' }, { title: 'Later' }] } },
  });
  expect(listOf({ rows: rows('a') })).not.toHaveProperty('interactive.action.sections.0.title');
});

test('a contact without a number has no list of them', () => {
  const name = { formatted_name: 'Sam Berg', first_name: 'Sam Berg' };
  expect(bodyOf({ type: 'contact', name: 'Sam Berg', phones: [] })).toMatchObject({ contacts: [{ name }] });
  expect(bodyOf({ type: 'contact', name: 'Sam Berg', phones: [] })).not.toHaveProperty('contacts.0.phones');
});
