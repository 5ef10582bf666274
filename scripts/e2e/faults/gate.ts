// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Lets others into the network namespace that this process is in: through a socket in a file, which is the
 * same in all of them. Whoever connects says first, in a line, which port of 127.0.0.1 they want.
 */

import { connect, createServer, type Socket } from 'node:net';

function admit(guest: Socket): void {
	let said = '';
	guest.on('error', () => guest.destroy());
	const listen = (bytes: Buffer) => {
		said += bytes.toString('latin1');
		const end = said.indexOf('\n');
		if (end < 0) {
			return;
		}
		guest.off('data', listen).pause();
		const host = connect(Number(said.slice(0, end)), '127.0.0.1');
		host.write(Buffer.from(said.slice(end + 1), 'latin1'));
		guest.pipe(host).pipe(guest);
		guest.on('close', () => host.destroy());
		host.on('error', () => guest.destroy()).on('close', () => guest.destroy());
	};
	guest.on('data', listen);
}

createServer(admit).listen(process.argv[2]);
