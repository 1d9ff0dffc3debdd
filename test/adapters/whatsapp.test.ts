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

test('who stopped marketing messages is opted out, whatever subcode comes with it', () => {
  const refused = (error: Json) =>
    its.adapter.read({ status: 400, headers: {}, body: { error } }, { gives: 'message' } as Parameters<typeof its.adapter.read>[1]);
  const stopped = { class: 'recipient_blocked', standing: 'opted_out' };
  expect(refused({ code: 131_050 })).toMatchObject(stopped);
  expect(refused({ code: '131050', error_subcode: 2_494_055 })).toMatchObject(stopped);
});
