//! Submissions whose files are gone: whose they are, which is the one before, and which are carried over.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::place::{Owner, Placed, owner};
use crate::model::batch::{Before, Gone, Slot};
use crate::model::standing::Standing;
use crate::model::text::compact;

/// Takes out what departments without any file sent last, form by form.
pub fn carried(gone: &mut Vec<Gone>, placed: &Placed) -> Vec<Standing> {
    let has_sent = |owner: &Owner| {
        let department = placed.owners.get(owner).map(|index| &placed.departments[*index]);
        department.is_some_and(|department| !department.slots.is_empty() || !department.unreadable.is_empty())
    };
    let mut last: BTreeMap<(Owner, String, Option<String>), usize> = BTreeMap::new();
    for (index, one) in gone.iter().enumerate() {
        let Some((form, owner)) = one.standing.form().and_then(|form| Some((form, owner(form)?))) else { continue };
        if has_sent(&owner) {
            continue;
        }
        let project = form.project.as_deref().map(|name| compact(name).into_owned());
        let best = last.entry((owner, form.profile.clone(), project)).or_insert(index);
        if rank(&gone[*best]) < rank(one) {
            *best = index;
        }
    }
    let files: BTreeSet<String> = last.into_values().map(|index| gone[index].standing.sha256.clone()).collect();
    let kept = gone.extract_if(.., |one| files.contains(&one.standing.sha256));
    kept.map(|one| Standing { is_carried: true, ..one.standing }).collect()
}

/// What counted then before what did not, the last saved last.
fn rank(gone: &Gone) -> (bool, Option<i64>) {
    (gone.counted, gone.standing.saved())
}

/// Says whose each is, and of every form which submission was the one before. A submission is not before one that was
/// saved earlier, unless that one has come since: the clocks of two computers may differ, and who was returned and
/// sends again sends something later. Then its time is made to say so, for the runs that follow.
pub fn place(gone: &mut [Gone], arrivals: &[Standing], (placed, known): (&mut Placed, &BTreeSet<String>)) {
    for one in gone.iter_mut() {
        let owner = one.standing.form().and_then(owner);
        one.department = owner.and_then(|owner| placed.owners.get(&owner).copied());
    }
    gone.sort_by_key(|one| one.department);
    for (index, department) in placed.departments.iter_mut().enumerate() {
        let its = Gone::span(gone, index);
        for slot in &mut department.slots {
            let counting = &arrivals[slot.counting()];
            let has_come_since = !known.contains(&counting.sha256);
            let place = Place { standing: counting, older: 1, has_come_since };
            slot.before = before(slot, &place, (arrivals, gone, its.clone()));
            if let Some(Before::Gone(index)) = slot.before {
                let latest = arrivals[slot.counting()].saved();
                let saved = gone[index].standing.saved().min(latest);
                gone[index].standing.modified_inside = saved;
            }
            slot.before_that = slot.before.and_then(|then| before_that(slot, then, (arrivals, gone, its.clone())));
        }
    }
}

/// Where a submission stands among those of its slot.
struct Place<'a> {
    standing: &'a Standing,
    /// Files of the slot from here on are older.
    older: usize,
    has_come_since: bool,
}

fn before(slot: &Slot, of: &Place<'_>, (arrivals, gone, its): (&[Standing], &[Gone], Range<usize>)) -> Option<Before> {
    let now = of.standing.form()?.digest;
    let saved = of.standing.saved();
    let is_other = |standing: &Standing| standing.form().is_some_and(|form| form.digest != now);
    let here = slot.files[of.older..].iter().copied().find(|file| is_other(&arrivals[*file]));
    let is_before = |one: &Gone| of.has_come_since || one.standing.saved() <= saved;
    let of_slot = its.filter(|index| {
        let one = &gone[*index];
        one.standing.form().is_some_and(|form| slot.is_for(form)) && is_other(&one.standing) && is_before(one)
    });
    let order = |index: &usize| (of.has_come_since && gone[*index].counted, gone[*index].standing.saved());
    let last = of_slot.max_by_key(order);
    match (here, last) {
        (Some(file), Some(index)) if arrivals[file].saved() >= gone[index].standing.saved() => Some(Before::Here(file)),
        (_, Some(index)) => Some(Before::Gone(index)),
        (here, None) => here.map(Before::Here),
    }
}

/// The submission before the one before: of files that are here, those behind it.
fn before_that(
    slot: &Slot,
    then: Before,
    (arrivals, gone, its): (&[Standing], &[Gone], Range<usize>),
) -> Option<Before> {
    let (standing, older) = match then {
        Before::Here(file) => (&arrivals[file], slot.files.iter().position(|one| *one == file)? + 1),
        Before::Gone(index) => {
            let standing = &gone[index].standing;
            let is_older = |file: &usize| arrivals[*file].saved() <= standing.saved();
            let older = slot.files.iter().skip(1).position(is_older);
            (standing, older.map_or(slot.files.len(), |at| at + 1))
        }
    };
    before(slot, &Place { standing, older, has_come_since: false }, (arrivals, gone, its))
}
