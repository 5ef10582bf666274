// SPDX-License-Identifier: GPL-3.0-or-later

//! The limits on the outputs of a para's block. The runtime only says yes or no; this module finds the
//! reason.

use std::fmt;

use polkadot_primitives::{
	async_backing::Constraints, skip_ump_signals, BlockNumber, CandidateCommitments, Id as ParaId,
};

/// The limit that the outputs of a para's block break. Sizes are in bytes.
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are numbers that the variant's name explains")]
pub enum Excess {
	/// The head is too large.
	Head { size: usize, limit: u32 },
	/// There is new code, and the para may not upgrade now.
	EarlyCode,
	/// The new code is too large.
	Code { size: usize, limit: u32 },
	/// There are too many messages to the relay chain.
	Upward { count: usize, limit: u32 },
	/// The messages to the relay chain are too large in all.
	UpwardBytes { size: usize, limit: u32 },
	/// More messages from the relay chain are processed than wait.
	Downward { processed: u32, waiting: usize },
	/// Messages from the relay chain wait, and none is processed.
	IdleDownward { waiting: usize },
	/// There are too many messages to other paras.
	Horizontal { count: usize, limit: u32 },
	/// A message is for a para to which there is no channel.
	NoChannel(ParaId),
	/// The channel to a para has no room for the message to it.
	FullChannel { to: ParaId, size: usize, messages: u32, bytes: u32 },
	/// The messages to other paras are not in the order of their recipients, or two have the same one.
	Order,
	/// The HRMP watermark, the block up to which messages of other paras are processed, is neither the
	/// relay parent nor a block with a message.
	Watermark { mark: BlockNumber, relay_parent: BlockNumber },
	/// The runtime refuses the outputs, for none of these reasons.
	Other,
}

impl fmt::Display for Excess {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Head { size, limit } => {
				write!(out, "the head has {size} bytes, and {limit} are allowed")
			},
			Self::EarlyCode => out.write_str("it has new code, and the para may not upgrade now"),
			Self::Code { size, limit } => {
				write!(out, "the new code has {size} bytes, and {limit} are allowed")
			},
			Self::Upward { count, limit } => {
				write!(out, "it sends {count} messages up, and {limit} are allowed")
			},
			Self::UpwardBytes { size, limit } => {
				write!(out, "its messages up have {size} bytes, and there is room for {limit}")
			},
			Self::Downward { processed, waiting } => write!(
				out,
				"it says that it has processed {processed} messages from the relay chain, and \
				 {waiting} wait",
			),
			Self::IdleDownward { waiting } => {
				write!(
					out,
					"{waiting} messages from the relay chain wait, and it has processed none"
				)
			},
			Self::Horizontal { count, limit } => {
				write!(out, "it sends {count} messages to other paras, and {limit} are allowed")
			},
			Self::NoChannel(to) => write!(out, "it has no channel to para {to}"),
			Self::FullChannel { to, size, messages, bytes } => write!(
				out,
				"its channel to para {to} has room for {messages} messages of {bytes} bytes in all, \
				 and it sends one of {size} bytes",
			),
			Self::Order => out.write_str(
				"its messages to other paras must be sorted by recipient, at most one to each",
			),
			Self::Watermark { mark, relay_parent } => write!(
				out,
				"it has processed other paras' messages up to block #{mark}, in which none was sent \
				 to it, and which is not its relay parent #{relay_parent}",
			),
			Self::Other => {
				out.write_str("its sizes or messages are beyond what the runtime allows")
			},
		}
	}
}

/// The first limit that the outputs break, by the relay chain's constraints on the para. The runtime may
/// refuse outputs in which this finds nothing.
pub(crate) fn excess(
	outputs: &CandidateCommitments,
	allowed: &Constraints,
	relay_parent: BlockNumber,
) -> Option<Excess> {
	head_and_code(outputs, allowed)
		.or_else(|| upward(outputs, allowed))
		.or_else(|| downward(outputs, allowed, relay_parent))
		.or_else(|| horizontal(outputs, allowed))
		.or_else(|| watermark(outputs, allowed, relay_parent))
}

fn head_and_code(outputs: &CandidateCommitments, allowed: &Constraints) -> Option<Excess> {
	let size = outputs.head_data.0.len();
	let limit = allowed.max_head_data_size;
	if size > limit as usize {
		return Some(Excess::Head { size, limit });
	}
	let code = outputs.new_validation_code.as_ref()?;
	if allowed.upgrade_restriction.is_some() || allowed.future_validation_code.is_some() {
		return Some(Excess::EarlyCode);
	}
	let size = code.0.len();
	let limit = allowed.max_code_size;
	(size > limit as usize).then_some(Excess::Code { size, limit })
}

fn upward(outputs: &CandidateCommitments, allowed: &Constraints) -> Option<Excess> {
	let sizes: Vec<_> =
		skip_ump_signals(outputs.upward_messages.iter()).map(|message| message.len()).collect();
	let count = sizes.len();
	let limit = allowed.max_ump_num_per_candidate.min(allowed.ump_remaining);
	if count > limit as usize {
		return Some(Excess::Upward { count, limit });
	}
	let size = sizes.into_iter().sum();
	let limit = allowed.ump_remaining_bytes;
	(size > limit as usize).then_some(Excess::UpwardBytes { size, limit })
}

fn downward(
	outputs: &CandidateCommitments,
	allowed: &Constraints,
	relay_parent: BlockNumber,
) -> Option<Excess> {
	let processed = outputs.processed_downward_messages;
	let waiting = allowed.dmp_remaining_messages.len();
	if processed as usize > waiting {
		return Some(Excess::Downward { processed, waiting });
	}
	// The para cannot know messages that were sent after the relay parent.
	let due = allowed.dmp_remaining_messages.iter().filter(|sent| **sent <= relay_parent).count();
	(processed == 0 && due > 0).then_some(Excess::IdleDownward { waiting: due })
}

fn horizontal(outputs: &CandidateCommitments, allowed: &Constraints) -> Option<Excess> {
	let messages = &outputs.horizontal_messages;
	let count = messages.len();
	let limit = allowed.max_hrmp_num_per_candidate;
	if count > limit as usize {
		return Some(Excess::Horizontal { count, limit });
	}
	if !messages.windows(2).all(|pair| pair[0].recipient < pair[1].recipient) {
		return Some(Excess::Order);
	}
	messages.iter().find_map(|message| {
		let to = message.recipient;
		let Some((_, room)) = allowed.hrmp_channels_out.iter().find(|(para, _)| *para == to) else {
			return Some(Excess::NoChannel(to));
		};
		let size = message.data.len();
		let (messages, bytes) = (room.messages_remaining, room.bytes_remaining);
		let fits = messages > 0 && size <= bytes as usize;
		(!fits).then_some(Excess::FullChannel { to, size, messages, bytes })
	})
}

fn watermark(
	outputs: &CandidateCommitments,
	allowed: &Constraints,
	relay_parent: BlockNumber,
) -> Option<Excess> {
	let mark = outputs.hrmp_watermark;
	let possible = mark == relay_parent || allowed.hrmp_inbound.valid_watermarks.contains(&mark);
	(!possible).then_some(Excess::Watermark { mark, relay_parent })
}
