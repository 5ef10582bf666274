// SPDX-License-Identifier: GPL-3.0-or-later

/** Events in words. */

import { money, words } from '../format.ts';
import type { ChainEvent, Plain } from '../model/types.ts';
import { who } from '../model/who.ts';

/** An address of this family, in base 58. */
const ADDRESS = /^[1-9A-HJ-NP-Za-km-z]{46,48}$/;
/** Characters of a hash that are shown. */
const HASH = 14;
/** The bit of a vote that says aye; the others are its conviction. */
const AYE = 0x80;
/** What says nothing to people: how much of a block a transaction took. */
const LEFT_OUT = new Set(['dispatch_info']);

/** All that a filter looks at. */
export function textOf(event: ChainEvent, token: string): string {
	const { pallet, name, block, data } = event;
	return `${pallet}.${name} ${words(name)} #${block} ${dataOf(data, token)}`;
}

/** The data of an event, such as `who Alice, amount 12 KSM`. */
export function dataOf(data: Plain, token: string): string {
	if (!isRecord(data) || typeof data['ksm'] === 'number') {
		return data === null ? '' : valueOf(data, token);
	}
	return Object.entries(data)
		.filter(([name, value]) => value !== null && !LEFT_OUT.has(name))
		.map(([name, value]) => `${name.replaceAll('_', ' ')} ${valueOf(value, token)}`)
		.join(', ');
}

function valueOf(value: Plain, token: string): string {
	if (value === null) {
		return 'none';
	}
	if (Array.isArray(value)) {
		return value.map((part) => valueOf(part, token)).join(' ');
	}
	switch (typeof value) {
		case 'object':
			return recordOf(value, token);
		case 'boolean':
			return value ? 'yes' : 'no';
		case 'number':
			return String(value);
		default:
			if (ADDRESS.test(value)) {
				return who(value);
			}
			return value.startsWith('0x') && value.length > HASH + 4
				? `${value.slice(0, HASH)}…`
				: value;
	}
}

function recordOf(record: Record<string, Plain>, token: string): string {
	const { ksm, Standard: vote, Module: error } = record;
	if (typeof ksm === 'number') {
		return money(ksm, token);
	}
	if (isRecord(vote ?? null)) {
		return voteOf(vote as { vote: number; balance: Plain }, token);
	}
	if (isRecord(error ?? null)) {
		const [[pallet, name]] = Object.entries(error as Record<string, Plain>) as [[string, Plain]];
		return `${pallet}.${valueOf(name, token)}`;
	}
	if ('Ok' in record) {
		return record['Ok'] === null ? 'success' : valueOf(record['Ok']!, token);
	}
	if ('Err' in record) {
		return `failure: ${valueOf(record['Err']!, token)}`;
	}
	return Object.entries(record)
		.filter(([, value]) => value !== null)
		.map(([name, value]) => `${words(name).toLowerCase()} ${valueOf(value, token)}`)
		.join(' ');
}

/** A vote that is not split, such as `aye with 12 KSM, conviction 1`. */
function voteOf({ vote, balance }: { vote: number; balance: Plain }, token: string): string {
	const conviction = vote & ~AYE;
	const strength = conviction === 0 ? 'without conviction' : `conviction ${conviction}`;
	return `${vote & AYE ? 'aye' : 'nay'} with ${valueOf(balance, token)}, ${strength}`;
}

function isRecord(value: Plain): value is Record<string, Plain> {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}
