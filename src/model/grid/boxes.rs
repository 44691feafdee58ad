//! Which merge a cell lies in, found through boxes around halves of them, quarters, eighths: a sheet may have twenty
//! thousand merges and two million cells to look up.

use crate::model::address::{Area, CellRef};

/// Around what stands between two places of the sorted merges; the whole first, then its halves.
pub fn around(merges: &[Area]) -> Vec<Area> {
    let mut boxes = Vec::new();
    if !merges.is_empty() {
        boxes.resize(4 * merges.len(), merges[0]);
        enclose(merges, &mut boxes, 1);
    }
    boxes
}

fn enclose(merges: &[Area], boxes: &mut [Area], node: usize) -> Area {
    boxes[node] = match merges {
        [one] => *one,
        _ => {
            let (left, right) = merges.split_at(merges.len() / 2);
            union(enclose(left, boxes, 2 * node), enclose(right, boxes, 2 * node + 1))
        }
    };
    boxes[node]
}

fn union(a: Area, b: Area) -> Area {
    let first = CellRef::new(a.first.row.min(b.first.row), a.first.col.min(b.first.col));
    Area::new(first, CellRef::new(a.last.row.max(b.last.row), a.last.col.max(b.last.col)))
}

/// The last of the merges that holds the cell.
pub fn holding(merges: &[Area], boxes: &[Area], at: CellRef) -> Option<Area> {
    within(merges, boxes, 1, at)
}

fn within(merges: &[Area], boxes: &[Area], node: usize, at: CellRef) -> Option<Area> {
    boxes.get(node).filter(|area| area.contains(at))?;
    if let [one] = merges {
        return Some(*one);
    }
    let (left, right) = merges.split_at(merges.len() / 2);
    within(right, boxes, 2 * node + 1, at).or_else(|| within(left, boxes, 2 * node, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against looking at each, on merges that lie side by side, over each other and within each other.
    #[test]
    fn the_same_merge_is_found_as_by_looking_at_all() {
        let areas = (0..60u32).map(|i| {
            let (row, col) = (i * 7 % 23, i * 5 % 17);
            Area::new(CellRef::new(row, col), CellRef::new(row + i % 4, col + i % 3))
        });
        let mut merges: Vec<Area> = areas.collect();
        merges.sort();
        let boxes = around(&merges);
        for at in (0..30).flat_map(|row| (0..20).map(move |col| CellRef::new(row, col))) {
            let expected = merges.iter().rev().find(|area| area.contains(at)).copied();
            assert_eq!(holding(&merges, &boxes, at), expected, "{at}");
        }
        assert_eq!(holding(&[], &around(&[]), CellRef::new(0, 0)), None);
    }
}
