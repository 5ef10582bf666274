// SPDX-License-Identifier: GPL-3.0-or-later

/** A runtime, as its metadata describes it: how to ask for what is in the state, and what the answers mean. */

import {
	getDynamicBuilder,
	getLookupFn,
	type LookupEntry,
	type MetadataLookup,
	type Var
} from '@polkadot-api/metadata-builders';
import { compact, decAnyMetadata, unifyMetadata } from '@polkadot-api/substrate-bindings';
import { fromHex, mergeUint8, toHex } from '@polkadot-api/utils';

import type { Plain } from './types.ts';

/** What a codec makes of bytes. Its shape is the metadata's business. */
export type Decoded = any;

/** An event as the runtime deposited it. */
export interface RawEvent {
	/** The place of its transaction in the block; nothing for what the block itself did. */
	transaction: number | null;
	pallet: string;
	name: string;
	data: Decoded;
	/** The same, for JSON: amounts as `{ ksm }`. */
	plain: Plain;
}

/** A read of one storage entry. */
export interface Entry {
	key: string;
	decode(value: string | null | undefined): Decoded;
}

/** Plancks in one KSM. */
const PLANCKS = 1e12;
/** The version of the metadata that knows view functions. */
export const METADATA_VERSION = 16;

/** An amount of plancks, in KSM. It is a figure to show: beyond 15 digits it is rounded. */
export function ksm(plancks: bigint | number): number {
	return Number(plancks) / PLANCKS;
}

/** What the metadata says of a value. */
type Shape = Var | { type: 'lookupEntry'; value: LookupEntry };
type Builder = ReturnType<typeof getDynamicBuilder>;

export class Runtime {
	readonly #lookup: MetadataLookup;
	readonly #builder: Builder;
	readonly #entries = new Map<string, ReturnType<Builder['buildStorage']>>();
	readonly #views = new Map<string, ReturnType<Builder['buildViewFn']>>();

	/** Reads what `Metadata_metadata_at_version` answers. */
	constructor(answer: string) {
		const bytes = fromHex(answer);
		if (bytes[0] !== 1) {
			throw new Error(`the runtime has no metadata of version ${METADATA_VERSION}`);
		}
		// An option, and a vector of bytes.
		const opaque = bytes.slice(1);
		const skip = compact.enc(compact.dec(opaque)).length;
		this.#lookup = getLookupFn(unifyMetadata(decAnyMetadata(opaque.slice(skip))));
		this.#builder = getDynamicBuilder(this.#lookup);
	}

	/** Whether the runtime has a pallet with this name. */
	has(pallet: string): boolean {
		return this.#lookup.metadata.pallets.some(({ name }) => name === pallet);
	}

	/** A constant. */
	constant(pallet: string, name: string): Decoded {
		const known = this.#pallet(pallet).constants.find((constant) => constant.name === name);
		if (known === undefined) {
			throw new Error(`the runtime has no constant ${pallet}.${name}`);
		}
		return this.#builder.buildConstant(pallet, name).dec(known.value);
	}

	/** A storage entry, with the keys of a map. */
	entry(pallet: string, name: string, ...keys: unknown[]): Entry {
		const entry = this.#entry(pallet, name);
		return {
			key: entry.keys.enc(...keys),
			decode: (value) =>
				value === null || value === undefined ? entry.fallback : entry.value.dec(value)
		};
	}

	/** The keys that one of a map's keys in the state stands for. */
	keysOf(pallet: string, name: string, key: string): Decoded[] {
		return this.#entry(pallet, name).keys.dec(key);
	}

	/** What to pass to `RuntimeViewFunction_execute_view_function`, and how to read the answer. */
	view(pallet: string, name: string, ...args: unknown[]): Entry {
		const known = this.#pallet(pallet).viewFns.find((view) => view.name === name);
		if (known === undefined) {
			throw new Error(`the runtime has no view function ${pallet}.${name}`);
		}
		const id = `${pallet}.${name}`;
		const view = this.#views.get(id) ?? this.#builder.buildViewFn(pallet, name);
		this.#views.set(id, view);
		const input = view.args.enc(args);
		const request = mergeUint8([fromHex(known.id), compact.enc(input.length), input]);
		return {
			key: toHex(request),
			decode: (value) => {
				const answer = fromHex(value ?? '0x');
				if (answer[0] !== 0) {
					throw new Error(`the view function ${id} cannot be asked`);
				}
				const bytes = answer.slice(1);
				return view.value.dec(bytes.slice(compact.enc(compact.dec(bytes)).length));
			}
		};
	}

	/** The events of a block, as `System.Events` has them. */
	events(value: string | null): RawEvent[] {
		const { type } = this.#storage('System', 'Events');
		if (type.tag !== 'plain') {
			throw new Error('System.Events is a map');
		}
		const list = this.#lookup(type.value);
		const records = this.entry('System', 'Events').decode(value) as Decoded[];
		const record = list.type === 'sequence' ? list.value : undefined;
		const kinds = record?.type === 'struct' ? record.value['event'] : undefined;
		return records.map(({ phase, event }) => {
			const data: Decoded = event.value.value;
			const fields = variant(variant(kinds, event.type), event.value.type);
			return {
				transaction: phase.type === 'ApplyExtrinsic' ? phase.value : null,
				pallet: event.type,
				name: event.value.type,
				data,
				plain: fields === undefined ? null : plain(fields, data)
			};
		});
	}

	#pallet(name: string) {
		const pallet = this.#lookup.metadata.pallets.find((candidate) => candidate.name === name);
		if (pallet === undefined) {
			throw new Error(`the runtime has no pallet ${name}`);
		}
		return pallet;
	}

	#storage(pallet: string, name: string) {
		const entry = this.#pallet(pallet).storage?.items.find((item) => item.name === name);
		if (entry === undefined) {
			throw new Error(`the runtime has no storage entry ${pallet}.${name}`);
		}
		return entry;
	}

	#entry(pallet: string, name: string) {
		const id = `${pallet}.${name}`;
		const entry = this.#entries.get(id) ?? this.#builder.buildStorage(pallet, name);
		this.#entries.set(id, entry);
		return entry;
	}
}

/** What an enum's variant holds. */
function variant(type: Shape | undefined, name: string): Shape | undefined {
	const held = type?.type === 'enum' ? type.value[name] : undefined;
	return held?.type === 'lookupEntry' ? (held as { value: LookupEntry }).value : held;
}

/** A decoded value as JSON has it. Numbers of 128 bits are amounts of plancks on this chain. */
function plain(type: Shape, value: Decoded): Plain {
	if (value === undefined || value === null) {
		return null;
	}
	switch (type.type) {
		case 'lookupEntry':
			return plain(type.value, value);
		case 'void':
			return null;
		case 'primitive':
			return type.value === 'u128' ? { ksm: ksm(value) } : number(value);
		case 'compact':
			return type.size === 'u128' ? { ksm: ksm(value) } : number(value);
		case 'struct':
			return Object.fromEntries(
				Object.entries(type.value).map(([name, field]) => [name, plain(field, value[name])])
			);
		case 'tuple':
			return type.value.map((part, i) => plain(part, value[i]));
		case 'sequence':
		case 'array':
			return value instanceof Uint8Array || typeof value === 'string' || !Array.isArray(value)
				? bytes(value)
				: value.map((part: Decoded) => plain(type.value, part));
		case 'option':
			return plain(type.value, value);
		case 'result':
			return value.success
				? { Ok: plain(type.value.ok, value.value) }
				: { Err: plain(type.value.ko, value.value) };
		case 'enum': {
			const variant = type.value[value.type];
			const inner = variant === undefined ? null : plain(variant, value.value);
			return inner === null ? value.type : { [value.type]: inner };
		}
		default:
			return number(value);
	}
}

function number(value: Decoded): Plain {
	if (typeof value === 'bigint') {
		return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
	}
	return typeof value === 'number' || typeof value === 'boolean' ? value : bytes(value);
}

function bytes(value: Decoded): string {
	if (typeof value === 'string') {
		return value;
	}
	if (value instanceof Uint8Array) {
		return toHex(value);
	}
	return typeof value.asHex === 'function' ? value.asHex() : String(value);
}
