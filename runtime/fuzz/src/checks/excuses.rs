// SPDX-License-Identifier: GPL-3.0-or-later
//! Faults of the SDK that are known, and looked past so that others can be found.

/// Why a fault is looked past, if it is: what a pallet finds wrong, or what is wrong with a call.
pub fn excuse(fault: &str) -> Option<&'static str> {
	let known = EXCUSED.iter().find(|(beginning, _)| fault.starts_with(beginning));
	known.map(|(_, why)| *why)
}

/// How these faults begin, and why they are looked past.
const EXCUSED: [(&str, &str); 2] = [
	(
		"NominationPools.withdraw_unbonded declares a weight",
		"it declares the weight of the withdrawal alone, and tells that of looking for a slash as well; the \
		 block counts what was declared",
	),
	(
		// `MaxPools` and `MaxPoolMembers`.
		"NominationPools: MaxPool",
		"root may set a limit below what there is: it holds for those who come later, and the pallet's own check \
		 does not know that",
	),
];
