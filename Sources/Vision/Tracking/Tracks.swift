import Geometry

/// The tracks that may still change or be requested, in the order in which they were started.
struct Tracks: Sendable {
  /// The longest gap that a track may have.
  let maxGap: MediaTime
  /// What makes a track likely enough to be redacted.
  let confirmation: TrackConfirmation
  var all: [Track] = []
  /// The times of the last samples.
  var samples: [MediaTime] = []
  /// The camera motion, which is the tracks' reference frame.
  var camera = Camera()
  /// The number of tracks that have been started.
  var count = 0

  /// The number of samples after which tracklet linking revises an association.
  static let lookback = 3

  /// The number of the next track to start.
  mutating func newNumber() -> Int {
    count += 1
    return count - 1
  }

  /// Smooths all tracks up to `time`; the points up to `finalized` become final.
  mutating func smooth(upTo time: MediaTime, finalizing finalized: MediaTime, interval: MediaTime) {
    for index in all.indices {
      all[index].smooth(upTo: time, finalizing: finalized, interval: interval)
    }
  }

  /// Splits all tracks at a scene cut; their points after it become tracks of their own.
  mutating func split(at cut: MediaTime) {
    for index in all.indices where all[index].scene.contains(cut) {
      let scene = all[index].scene
      guard all[index].span.lowerBound < cut else {
        all[index].scene = cut..<scene.upperBound
        continue
      }
      let tail = all[index].detach(from: cut)
      all[index].scene = scene.lowerBound..<cut
      all[index].invalidateSmoothing()
      guard !tail.isEmpty else { continue }
      all.append(Track(number: newNumber(), tail, in: cut..<scene.upperBound, confirmation))
    }
  }

  /// Drops the tracks and points on which no redaction box from a time on depends.
  mutating func forget(before time: MediaTime) {
    let maxGap = maxGap
    var hasExpired = false
    for index in all.indices {
      all[index].forget(before: time)
      hasExpired = hasExpired || all[index].isExpired(at: time, maxGap)
    }
    if hasExpired { all.removeAll { $0.isExpired(at: time, maxGap) } }
    camera.forget(before: all.reduce(time) { min($0, $1.first) })
  }
}
