// SPDX-License-Identifier: GPL-3.0-or-later

//! What the validators of a relay chain do for its paras.
//!
//! One process works for all validators whose keys it has, which is enough for a development chain. It
//! runs a para's code on each collation, makes a candidate of it, and casts the votes that back it. It
//! votes that pending candidates are available. And it compiles new code for the validators' vote on it
//! (pre-checking). It leaves out what no block shows: nobody keeps chunks of a candidate's data, nobody
//! approves a candidate a second time, and there are no disputes.
//!
//! The crate makes no block. It answers three questions about the block after a given one: which paras may
//! have a candidate backed there ([`Validators::openings`]), whether a collation becomes a candidate
//! ([`Validators::check`]), and what goes into the inherent of the paras ([`Validators::inherent`]).

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
