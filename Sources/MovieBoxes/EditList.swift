import Geometry

/// A track's edit list (`elst`, ISO/IEC 14496-12, section 8.6.6): an empty edit up to the track's start,
/// then its media from the first sample that is shown.
struct EditList {
  /// The empty edit, in the movie's timescale.
  let empty: UInt64
  /// How long media is shown, in the movie's timescale; 0 in a fragmented file: all of it.
  let shown: UInt64
  /// The media time that is shown first, in the media's timescale.
  let mediaTime: UInt64

  init(track: MovieAmendment.Track, media: TimedHeader, movieTimescale: UInt32, isFragmented: Bool) {
    // A fragment's own decode time says where it stands.
    empty = isFragmented ? 0 : track.start.ticks(movieTimescale)
    let hidden = MediaTime(nanoseconds: max(0, -track.start.nanoseconds)).ticks(media.timescale)
    mediaTime = track.compositionOffset.ticks(media.timescale) + hidden
    if isFragmented {
      shown = 0
    } else if let wanted = track.shown {
      shown = wanted.ticks(movieTimescale)
    } else {
      let left = media.duration > hidden ? media.duration - hidden : 0
      let (high, low) = left.multipliedFullWidth(by: UInt64(movieTimescale))
      shown = UInt64(max(1, media.timescale)).dividingFullWidth((high, low)).quotient
    }
  }

  /// The track's duration with its empty edit, in the movie's timescale.
  var duration: UInt64 { empty + shown }

  var box: MovieBox {
    var bytes: [UInt8] = [1, 0, 0, 0]
    bytes.append(number: empty > 0 ? 2 : 1, count: 4)
    if empty > 0 { Self.append(to: &bytes, duration: empty, mediaTime: .max) }
    Self.append(to: &bytes, duration: shown, mediaTime: mediaTime)
    return MovieBox(type: "elst", content: .bytes(bytes))
  }

  private static func append(to bytes: inout [UInt8], duration: UInt64, mediaTime: UInt64) {
    bytes.append(number: duration, count: 8)
    bytes.append(number: mediaTime, count: 8)
    bytes.append(number: 0x0001_0000, count: 4)
  }
}
