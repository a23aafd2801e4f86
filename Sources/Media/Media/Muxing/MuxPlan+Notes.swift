// Notes on what turns out while an output is written.
extension MuxPlan {
  /// Notes on audio whose encoder delay the container cannot store.
  ///
  /// - Parameter early: the number of packets before the earliest timestamp, by track of the muxer.
  func earlyNotes(_ early: [Int: Int], _ tracks: [OutputTrack]) -> [String] {
    zip(tracks, description.tracks).compactMap { track, input in
      early[track.number].map {
        "track \(input.index) (\(track.parameters.codec)) begins before the video, which \(specification.format) "
          + "cannot store: its first packets (\($0)) have the timestamp zero"
      }
    }
  }

  /// A note when the profile's elements convert the pixel format. `MuxPlan.notes` covers grey video.
  ///
  /// - Parameter codedFormat: GStreamer's name of the format that is encoded; nil where it is not known.
  func formatNotes(_ codedFormat: String?) -> [String] {
    guard let codedFormat, codedFormat != description.format.name, description.format.planes.count > 1
    else { return [] }
    return ["the frames (\(description.format.name)) are coded as \(codedFormat), as the profile requests"]
  }

  /// Notes on tracks without packets, which the container omits.
  func emptyNotes(_ tracks: [OutputTrack]) -> [String] {
    zip(tracks, description.tracks).compactMap { track, input in
      track.place == nil
        ? "not carried over: track \(input.index) (\(track.parameters.codec)), which is empty" : nil
    }
  }
}
