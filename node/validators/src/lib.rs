// SPDX-License-Identifier: GPL-3.0-or-later

//! What the validators of a relay chain do for its paras.
//!
//! One process does it for all validators whose keys it has, as a development chain wants it: it runs
//! the code of a para over each block that a collator hands in, makes a candidate of the block, and casts
//! the votes that back it; it says that what is pending is available; and it compiles code on which
//! validators vote. What a network would do beyond that leaves no trace in the blocks: nobody keeps pieces
//! of a candidate's data, nobody approves it a second time, and there are no disputes.
//!
//! The crate makes no block. It answers three questions about the block after a given one: who may have
//! a block backed there ([`Validators::openings`]), does this collation become a candidate
//! ([`Validators::check`]), and what is the runtime told ([`Validators::inherent`]).

mod candidate;
mod check;
mod cores;
mod error;
mod outlook;
mod outputs;
mod pvf;
mod refusal;
mod relay_parent;
mod sign;
mod validators;
mod votes;
mod words;

pub use candidate::{Candidate, Collation};
pub use cores::cores_set_by;
pub use error::Error;
pub use outputs::Excess;
pub use pvf::{ExecutionError, Flaw, Pvf};
pub use refusal::Refusal;
pub use sign::Sign;
pub use validators::{Opening, Validators};
