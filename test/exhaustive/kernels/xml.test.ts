// The XML kernel tells what saxes comes to, and where, on documents that are well-formed, nearly so or not at all, however they are cut.
import { describe, expect, it } from '@jest/globals';
import { createXmlReferenceReader } from '../../../lambda/core/formats/reference/xml-reference.ts';
import { createXmlReader } from '../../../lambda/core/formats/xml.ts';
import { DEFAULT_LIMITS } from '../../../lambda/core/limits.ts';
import type { Limits } from '../../../lambda/core/limits.ts';
import { compare, describeDisagreement, read } from './harness.ts';
import type { Told } from './harness.ts';
import { cut } from '../../unit/core/formats/measure.ts';
import { XML } from './xml-subject.ts';

const context = (limits: Partial<Limits> = {}) => ({
  limits: { ...DEFAULT_LIMITS, ...limits },
  startOffset: 0,
  sizeInBytes: 0,
});
const readXml = (
  text: string,
  blockSizes: number[] = [1 << 18],
  limits: Partial<Limits> = {},
): Promise<Told> => read(createXmlReader(context(limits)), cut(Buffer.from(text), blockSizes));
const readByLibrary = (text: string): Promise<Told> =>
  read(createXmlReferenceReader(context()), cut(Buffer.from(text), [1 << 18]));

describe('the XML kernel', () => {
  it('agrees with saxes on 8,000 documents', async () => {
    const { inputs, good, bad, disagreements } = await compare({ ...XML, inputs: 8_000, seed: 1 });
    expect(disagreements.map(describeDisagreement)).toEqual([]);
    expect(inputs).toBe(8_000);
    // Both kinds are there in numbers that mean something.
    expect(good).toBeGreaterThan(2_800);
    expect(bad['MALFORMED_XML']).toBeGreaterThan(2_000);
    expect(bad['LIMIT_EXCEEDED']).toBeGreaterThan(800);
    expect(bad['INVALID_ENCODING']).toBeGreaterThan(6);
  }, 240_000);

  it('follows a document over many blocks: names, values and texts longer than one, and many elements open', async () => {
    const [long, value] = ['é'.repeat(300_000), 'x'.repeat(700_000)];
    const open = Array.from({ length: 250 }, (_, depth) => `<n${depth}\n a="1" ${long.slice(depth)}="">`);
    const close = Array.from({ length: 250 }, (_, depth) => `</n${249 - depth}>`);
    const texts = [
      `<${long}><b/></${long}>`,
      `<${long}><b/></${long}e>`,
      `<${long}><b/></${long.slice(1)}>`,
      `<a ${long}="1" b="${value}" ${long}="2"/>`,
      `<a ${long}="1" b="${value}&lt;" ${long}c="2"/>`,
      `<a>${value}]]&gt;<![CDATA[${value}]]]]><!--${value}- -->${value}]]</a>`,
      `<a>${value}]]></a>`,
      `<a>\n&${value}\n;</a>`,
      `<a>${open.slice(0, 12).join('')}${close.slice(-12).join('')}</a>`,
    ];
    for (const text of texts) {
      const told = await readXml(text);
      expect(XML.essence?.(told)).toEqual(XML.essence?.(await readByLibrary(text)));
      expect(await readXml(text, [100_003, 7, 1, 262_144])).toEqual(told);
    }
  }, 60_000);

  it('tells equal attributes from those that only look alike', async () => {
    const names = Array.from(
      { length: 1_000 },
      (_, number) => `name-of-an-attribute-${number % 10}-${number}-with-an-end`,
    );
    const element = (attributes: readonly string[]) =>
      `<a>\n<b ${attributes.map((name) => `${name}=""`).join(' ')}/></a>`;
    expect(await readXml(element(names))).toMatchObject({ result: { recordCount: 1 } });
    for (const twice of [0, 1, 31, 32, 500, 998]) {
      const changed = [...names.slice(0, 999), names[twice] as string];
      expect(await readXml(element(changed))).toMatchObject({
        reason: 'Line 2 is not well-formed: an attribute that its element has already.',
      });
    }
  });

  it('reads one file after another with the same instance as if it were the first', async () => {
    const broken = [
      '<a b="1" c=\'',
      '<a><b>&am',
      '<a>]]',
      '<a><![CDATA[x',
      `<a ${'é'.repeat(100)}`,
      '<a/>x',
      '',
    ];
    const first = await readXml('<a x="1"><b/>\n<b/></a>\n');
    for (const text of broken) {
      await readXml(text, [3]);
      expect(await readXml('<a x="1"><b/>\n<b/></a>\n', [5])).toEqual(first);
    }
  });

  it.each(['1.1', '1.5'])('leaves XML %s to the library, whatever the blocks', async (version) => {
    const text = `<?xml version="${version}" encoding="UTF-8"?>\n<a>\u0085&#1;<b/></a>`;
    const told = await readByLibrary(text);
    expect(told).toMatchObject({ result: { recordCount: 1 } });
    for (const sizes of [[1], [4, 9], [100]]) expect(await readXml(text, sizes)).toEqual(told);
  });

  it('has words of its own for what is not well-formed, which repeat nothing of the file', async () => {
    // Inside an element whose name, like every other word of the file, must not be told.
    const faults = [
      '\x01',
      '&secret;',
      '&#xD800;',
      'secret]]>',
      '<1secret/>',
      '<!secret>',
      '<!-- secret -- -->',
      '<?-secret?>',
      '<?xml version="1.0"?>',
      '<b secret/>',
      '<b secret="<"/>',
      '<b secret="" secret=""/>',
      '</secret >',
      '</secret secret>',
      '</a></a><secret/>',
      '</a></a>secret',
    ];
    const reasons = new Set<string>();
    for (const fault of faults) {
      const told = await readXml(`<a>\n<a>${fault}`);
      expect(told).toMatchObject({
        reasonCode: 'MALFORMED_XML',
        reason: expect.stringMatching(/^Line 2 is not well-formed: \S.+\.$/),
      });
      if ('reason' in told) reasons.add(told.reason);
    }
    expect([...reasons].join()).not.toContain('secret');
    expect(reasons.size).toBe(15);
  });
});
