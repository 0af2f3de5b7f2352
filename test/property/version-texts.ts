import fc from 'fast-check';

/** Texts that a family writes as versions, from few numbers, so that neighbours and equal ones meet often. */
const few = fc.integer({ min: 0, max: 3 });
const some = fc.constantFrom('0', '1', '2', '3', '9', '10', '11');
const letter = fc.constantFrom('', '', '', 'a', 'b', 'k');
const oneOf = (...texts: string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

/** Writes the given parts one after the other; a text stands for itself. */
function written(...parts: readonly (string | fc.Arbitrary<string | number>)[]): fc.Arbitrary<string> {
  return fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((all) => all.join(''));
}

const xe = written(oneOf('16.', '17.', '17.0'), oneOf('3', '9', '12'), '.', oneOf('1', '2', '01', '10'));
const classicXe = written(oneOf('3.', '03.'), oneOf('6', '7', '16'), '.', some, letter, oneOf('', '.'));
const nx = written(oneOf('9.3', '10.2', '6.2', '8.4', '10.4'), '(', oneOf('1', '2', '3', '10'));
const junos = written(oneOf('15.1', '21.4', '22.2'), oneOf('R', 'F', 'r'), oneOf('1', '2', '3', '10'));
const spin = oneOf('', '', '.1', '.10');
const evo = oneOf('', '', '-EVO');
const eos = written('4.', oneOf('21', '28'), '.', oneOf('0', '1', '5', '10'), oneOf('', '', '.1', '.2', '.0.1'));

/** By family: texts of which nearly all are versions. */
export const versionTexts: Readonly<Record<string, fc.Arbitrary<string>>> = {
  ios: fc.oneof(
    written(
      oneOf('12.2', '12.4', '15.1', '15.2'),
      '(',
      oneOf('1', '2', '4', '33'),
      oneOf('', '', '', '.1', '.11', 'a', '.0.5'),
      ')',
      fc.oneof(
        oneOf('', 'T', 'M', 'E', 'SE', 'SXH', 'SXI', 'SY', 'XZ', 'S', 'JC'),
        written(oneOf('T', 'M', 'E', 'SXI', 'SY', 'S'), some, letter),
      ),
    ),
    written(
      oneOf('152', '124', '122'),
      '-',
      oneOf('2', '4', '33'),
      letter,
      oneOf('', '.M', '.E', '.T', '.SXI'),
      oneOf('', '1', '11', '3k'),
    ),
  ),
  iosxe: fc.oneof(
    written(xe, oneOf('', '', 'a', 'b', 'r', 'w', 'z1', 'prd1', 'prd10', 'aprd2', '.0', '.0.511')),
    written(classicXe, oneOf('S', 'E', 'SG', 'SP')),
    written(oneOf('15.5(3)S', '15.2(2)E', '15.2(3)E', '15.2(4)S'), oneOf('', '0a', '4', '4b', '10')),
  ),
  iosxr: fc.oneof(
    written(
      oneOf('6.5', '7.3', '7.11', '24.1'),
      '.',
      oneOf('0', '1', '2', '10', '15', '20', '21', '92'),
      oneOf('', '', '', '.1I', '.14I', '[Default]', ' LNT'),
    ),
    written('r', oneOf('73', '711', '241', '65'), oneOf('1', '2', '15')),
  ),
  nxos: fc.oneof(
    written(nx, oneOf('', '', 'a', 'b', '.5', '.72'), ')', oneOf('', '', 'M', '(F)', 'IMG9(0.27)', 'IMG10(0.1)')),
    written(
      oneOf('7.0(3)', '7.3(1)', '6.1(2)'),
      oneOf('I7', 'I6', 'F3', 'D1', 'N1', 'U2', 'IM3', 'IMG9'),
      '(',
      some,
      oneOf('', '', 'a', '.5'),
      ')',
    ),
    written(oneOf('7.0.3.I7.', '9.3.', '10.2.'), some, oneOf('', '', 'a', '.F', '.M')),
  ),
  junos: fc.oneof(
    written(junos, fc.oneof(oneOf('', ''), written('-S', oneOf('1', '2', '10'))), spin, evo),
    written(oneOf('15.1X49', '15.1X53', '20.4X75'), '-D', oneOf('10', '20', '100'), spin),
    written(oneOf('19.4', '21.4'), oneOf('B1', 'B2', 'I1', 'A1'), spin),
  ),
  panos: written(
    oneOf('10.2', '10.1', '9.1'),
    '.',
    oneOf('0', '1', '9', '10'),
    oneOf('', '', '-h1', '-h10', '-b1', '-b10', '-c2', '-H1'),
    oneOf('', '', '', '.xfr'),
  ),
  fortios: written(
    oneOf('', 'v', 'v0'),
    oneOf('7.0', '7.2', '6.4'),
    '.',
    oneOf('1', '5', '10'),
    oneOf(
      '',
      '',
      ',build1517',
      ',build0632',
      ',build7605',
      ',build1517,230606 (GA.F)',
      ',build1518 (Interim)',
      '-beta',
    ),
  ),
  eos: fc.oneof(
    written(eos, oneOf('M', 'F', 'F', 'M'), oneOf('', '', '-2GB', '-EFT1', '-rc', '-33818481.4289M')),
    written('4.28.', few, 'FX-', oneOf('400G-MACSEC', '7060DX5', '7060DX5.2')),
  ),
};

/** A version with one character too many, too few, or another: nearly valid. */
export function nearly(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const strange = fc.constantFrom(
    '',
    '.',
    '(',
    ')',
    '-',
    '0',
    '9',
    'r',
    'R',
    'x',
    ' ',
    '\n',
    '\\',
    '[',
    'é',
    '\u0000',
    'I',
    '99999999999999999999',
  );
  return fc
    .tuple(texts, fc.nat({ max: 30 }), strange, fc.boolean())
    .map(([text, at, put, replace]) => text.slice(0, at) + put + text.slice(replace ? at + 1 : at));
}
