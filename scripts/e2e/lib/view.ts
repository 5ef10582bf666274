// SPDX-License-Identifier: GPL-3.0-or-later

/** Calls view functions of pallets. */

import type { ApiPromise } from '@polkadot/api';
import { compactAddLength, u8aConcat, u8aToHex } from '@polkadot/util';

/** Calls a view function, at a block or now. `input` are its encoded arguments. */
export async function view(
	api: ApiPromise,
	pallet: string,
	name: string,
	input: Uint8Array = new Uint8Array(),
	block?: string
) {
	const { pallets } = api.runtimeMetadata.asLatest;
	const known = pallets
		.find((candidate) => candidate.name.toString() === pallet)
		?.viewFunctions.find((candidate) => candidate.name.toString() === name);
	if (known === undefined) {
		throw new Error(`${pallet} has no view function ${name}`);
	}
	const request = u8aToHex(u8aConcat(known.id.toU8a(), compactAddLength(input)));
	const method = 'RuntimeViewFunction_execute_view_function';
	const answer = await (block === undefined
		? api.rpc.state.call(method, request)
		: api.rpc.state.call(method, request, block));
	const result = api.createType('Result<Bytes, Raw>', answer.toU8a(true));
	if (result.isErr) {
		throw new Error(`${pallet}.${name} cannot be asked: ${result.asErr.toHex()}`);
	}
	return api.createType(api.registry.createLookupType(known.output), result.asOk.toU8a(true));
}
