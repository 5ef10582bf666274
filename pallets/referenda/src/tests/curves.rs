// SPDX-License-Identifier: Apache-2.0

//! The properties of the curves, over random shapes.

use crate::{Curve, CurveError};
use proptest::prelude::*;
use sp_arithmetic::{FixedI64, Perbill};

const ONE: u32 = 1_000_000_000;

fn parts(value: u32) -> Perbill {
	Perbill::from_parts(value)
}

fn any_part() -> impl Strategy<Value = Perbill> {
	prop_oneof![
		3 => (0..=ONE).prop_map(parts),
		1 => (0u32..=100).prop_map(Perbill::from_percent),
		1 => (0u32..=3).prop_map(parts),
		1 => (0u32..=3).prop_map(|less| parts(ONE - less)),
	]
}

fn any_curve() -> impl Strategy<Value = Curve> {
	prop_oneof![
		(any_part(), any_part(), any_part()).prop_map(|(l, f, c)| Curve::linear(l, f, c)),
		(any_part(), any_part(), any_part(), any_part())
			.prop_map(|(b, e, s, p)| Curve::stepped(b, e, s, p)),
		(1i64..3_000_000_000, 1i64..2_000_000_000, -1_000_000_000i64..1_000_000_000)
			.prop_map(|(f, x, y)| Curve::reciprocal(f, x, y)),
	]
	.prop_filter("valid", |curve| curve.validate().is_ok())
}

/// The shapes of the public network, the ones that matter most.
fn kusama() -> Vec<Curve> {
	let percent = Perbill::from_percent;
	vec![
		Curve::reciprocal(222_222_224, 333_333_335, 333_333_332),
		Curve::reciprocal(270_899_180, 389_830_523, 305_084_738),
		Curve::reciprocal(8_650_766, 18_867_926, 41_509_433),
		Curve::reciprocal(7_892_829, 15_544_040, -7_772_020),
		Curve::linear(percent(100), percent(0), percent(50)),
		Curve::linear(parts(607_142_857), percent(50), percent(100)),
	]
}

/// The curve by its textbook formula, in floating point.
fn textbook(curve: &Curve, x: Perbill) -> f64 {
	let f = |part: Perbill| f64::from(part.deconstruct()) / 1e9;
	let g = |fixed: FixedI64| fixed.into_inner() as f64 / 1e9;
	let x = f(x);
	match *curve {
		Curve::LinearDecreasing { length, floor, ceil } => {
			f(ceil) - (f(ceil) - f(floor)) * (x.min(f(length)) / f(length))
		},
		Curve::SteppedDecreasing { begin, end, step, period } => {
			let stairs = (x * 1e9).round() as u64 / u64::from(period.deconstruct());
			(f(begin) - f(step) * stairs as f64).max(f(end))
		},
		Curve::Reciprocal { factor, x_offset, y_offset } => {
			(g(factor) / (x + g(x_offset)) + g(y_offset)).clamp(0.0, 1.0)
		},
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(2_000))]

	#[test]
	fn a_curve_never_rises(curve in any_curve(), a in any_part(), b in any_part()) {
		prop_assert!(curve.threshold(a.min(b)) >= curve.threshold(a.max(b)));
	}

	#[test]
	fn a_curve_stays_between_its_ends(curve in any_curve(), x in any_part()) {
		let y = curve.threshold(x);
		prop_assert!(y <= curve.threshold(Perbill::zero()));
		prop_assert!(y >= curve.threshold(Perbill::one()));
		prop_assert!(y <= Perbill::one());
		if let Curve::LinearDecreasing { floor, ceil, .. } = curve {
			prop_assert!(floor <= y && y <= ceil);
		}
		if let Curve::SteppedDecreasing { begin, end, .. } = curve {
			prop_assert!(end <= y && y <= begin);
		}
	}

	#[test]
	fn the_delay_is_the_first_point_that_passes(curve in any_curve(), y in any_part()) {
		match curve.delay(y) {
			None => prop_assert!(!curve.passing(Perbill::one(), y)),
			Some(x) => {
				prop_assert!(curve.passing(x, y));
				if !x.is_zero() {
					prop_assert!(!curve.passing(parts(x.deconstruct() - 1), y));
				}
			},
		}
	}

	#[test]
	fn the_delay_of_a_requirement_is_not_after_it(curve in any_curve(), x in any_part()) {
		let delay = curve.delay(curve.threshold(x));
		prop_assert!(delay.is_some_and(|delay| delay <= x));
	}

	#[test]
	fn the_first_block_that_passes_is_found_exactly(
		curve in any_curve(),
		y in any_part(),
		period in 1u32..300,
	) {
		let passes = |block: u32| curve.passing(Perbill::from_rational(block, period), y);
		let by_search = (0..=period).find(|block| passes(*block));
		let by_formula = curve.delay(y).map(|x| x.mul_ceil(period));
		prop_assert_eq!(by_search, by_formula);
	}

	#[test]
	fn the_threshold_is_that_of_the_textbook(curve in any_curve(), x in any_part()) {
		let ours = f64::from(curve.threshold(x).deconstruct()) / 1e9;
		// Steep hyperbolas magnify the last billionth of the time axis.
		let steepness = match curve {
			Curve::Reciprocal { x_offset, .. } => 1e9 / x_offset.into_inner() as f64,
			_ => 1.0,
		};
		prop_assert!((ours - textbook(&curve, x)).abs() < 4e-9 * (1.0 + steepness));
	}

	#[test]
	fn no_shape_panics_valid_or_not(
		a in any::<u32>(), b in any::<u32>(), c in any::<u32>(), d in any::<u32>(),
		f in any::<i64>(), s in any::<i64>(), t in any::<i64>(), x in any_part(),
	) {
		let shapes = [
			Curve::linear(parts(a % ONE), parts(b % ONE), parts(c % ONE)),
			Curve::stepped(parts(a % ONE), parts(b % ONE), parts(c % ONE), parts(d % ONE)),
			Curve::reciprocal(f, s, t),
		];
		for curve in shapes {
			let _ = (curve.validate(), curve.threshold(x), curve.delay(x));
		}
	}
}

#[test]
fn the_curves_of_the_public_network_are_valid() {
	for curve in kusama() {
		assert_eq!(curve.validate(), Ok(()), "{curve:?}");
	}
}

#[test]
fn the_curves_of_the_public_network_have_their_known_ends() {
	let ends: Vec<(u32, u32)> = kusama()
		.iter()
		.map(|curve| {
			let at = |x| (curve.threshold(x).deconstruct() + 500_000) / 1_000_000;
			(at(Perbill::zero()), at(Perbill::one()))
		})
		.collect();
	assert_eq!(ends, [(1000, 500), (1000, 500), (500, 50), (500, 0), (500, 0), (1000, 500)]);
}

#[test]
fn every_degenerate_shape_is_refused() {
	let (zero, half, one) = (Perbill::zero(), Perbill::from_percent(50), Perbill::one());
	let refused = [
		(Curve::linear(zero, half, one), CurveError::ZeroLength),
		(Curve::linear(one, half, half), CurveError::Flat),
		(Curve::linear(one, one, half), CurveError::Flat),
		(Curve::stepped(one, half, zero, half), CurveError::ZeroStep),
		(Curve::stepped(one, half, half, zero), CurveError::ZeroPeriod),
		(Curve::stepped(half, half, half, half), CurveError::Flat),
		(Curve::reciprocal(0, 1, 0), CurveError::FactorNotPositive),
		(Curve::reciprocal(-1, 1, 0), CurveError::FactorNotPositive),
		(Curve::reciprocal(1, 0, 0), CurveError::OffsetNotPositive),
		(Curve::reciprocal(1, 1, 1_000_000_000), CurveError::Flat),
	];
	for (curve, why) in refused {
		assert_eq!(curve.validate(), Err(why), "{curve:?}");
		assert!(!why.describe().is_empty());
	}
}

#[test]
fn steps_fall_at_the_end_of_each_period() {
	let percent = Perbill::from_percent;
	let curve = Curve::stepped(percent(80), percent(30), percent(20), percent(25));
	let at = |x| curve.threshold(percent(x)).deconstruct() / 10_000_000;
	assert_eq!(
		[at(0), at(24), at(25), at(49), at(50), at(75), at(100)],
		[80, 80, 60, 60, 40, 30, 30]
	);
	assert_eq!(curve.delay(percent(60)), Some(percent(25)));
	assert_eq!(curve.delay(percent(29)), None);
}
