import Geometry

/// One time line out of recordings that were joined, as with `cat a.ts b.ts`: where the decoding times of a transport
/// or program stream start again, all tracks go on where the first of them to start again had ended.
struct Timeline: Sendable {
  private struct Track {
    var part = 0
    var last: MediaTime
    var end: MediaTime
  }
  private var tracks: [Int: Track] = [:]
  /// By how much the times of each part are moved.
  private var shifts = [MediaTime.zero]

  /// How often the times started again.
  var restarts: Int { shifts.count - 1 }

  /// By how much a packet's times are to be moved.
  ///
  /// - Parameter tolerance: how far a track's decoding times may go back without starting again.
  mutating func shift(
    of track: Int, decoding time: MediaTime, duration: MediaTime?, tolerance: MediaTime
  ) -> MediaTime {
    var state = tracks[track] ?? Track(last: time, end: time)
    if time + tolerance < state.last {
      state.part += 1
      if state.part == shifts.count { shifts.append(state.end + shifts[state.part - 1] - time) }
    }
    state.last = time
    state.end = time + (duration ?? .zero)
    tracks[track] = state
    return shifts[state.part]
  }
}
