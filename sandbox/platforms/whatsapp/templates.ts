import { GraphError } from '../meta/refusal.ts';

const body = (text: string) => [{ type: 'BODY', text }];

/** The templates every business account here has, as GET .../message_templates lists them: the one each begins with, one with values, one that was refused. */
export const templates = [
  {
    name: 'hello_world',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    components: body('Welcome and congratulations!! This message shows that you can send.'),
  },
  { name: 'order_update', language: 'en_US', status: 'APPROVED', category: 'UTILITY', components: body('Your order {{1}} is {{2}}.') },
  { name: 'summer_sale', language: 'en_US', status: 'REJECTED', category: 'MARKETING', components: body('Everything at half price!') },
];

/** Refuses a template that is not there, not approved, or given another number of values: samples/whatsapp/error-template-param-count.json. */
export function checkTemplate(name: string, language: string, given: number) {
  const known = templates.find((template) => template.name === name && template.language === language && template.status === 'APPROVED');
  if (!known) {
    const details = `template name (${name}) does not exist in ${language}`;
    throw new GraphError({ code: 132001, message: '(#132001) Template name does not exist in the translation', details });
  }
  const expected = known.components.flatMap(({ text }) => text.match(/\{\{\w+\}\}/g) ?? []).length;
  if (given === expected) return;
  const details = `body: number of localizable_params (${given}) does not match the expected number of params (${expected})`;
  throw new GraphError({ code: 132000, message: '(#132000) Number of parameters does not match the expected number of params', details });
}
