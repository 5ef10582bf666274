// SPDX-License-Identifier: Apache-2.0

/** Starts a chain, prints where it answers, and does not end by itself. */

import { Chain } from '@canary-network/kit';

const chain = await Chain.start();
console.log(chain.url);
setInterval(() => undefined, 60_000);
