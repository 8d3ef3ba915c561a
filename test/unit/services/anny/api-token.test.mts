import { cleanToken } from '../../../../services/anny/api-token.ts';

test.each([
	['as it is', 'eyJ.abc.def'],
	['with spaces around it', '  eyJ.abc.def\t'],
	['with line breaks, as from a mail', '\r\neyJ.a\nbc.d\r\nef\n'],
	['with "Bearer" before it', 'Bearer eyJ.abc.def'],
	['with "bearer" and a line break', 'bearer\n eyJ.abc.def'],
	['as the whole header', 'Authorization: Bearer eyJ.abc.def'],
])('A token pasted %s is understood', (_, pasted) => {
	expect(cleanToken(pasted)).toBe('eyJ.abc.def');
});

test.each([undefined, null, '', '  \n'])('A token that is %j stays empty', (pasted) => {
	expect(cleanToken(pasted)).toBe('');
});

test('A token that begins with the letters of "bearer" keeps them', () => {
	expect(cleanToken('bearerabc')).toBe('bearerabc');
});
