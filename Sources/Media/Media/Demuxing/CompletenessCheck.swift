import Core
import Geometry

/// Checks that an input was read completely, by comparing with the container's index and duration.
struct CompletenessCheck {
  let name: String

  func check(
    video: InputTrack, packets: Int, gaps: Int, times: PresentationTimes, tracks: [TrackReader],
    duration: MediaTime?, end: MediaTime
  ) throws {
    guard gaps == 0 else {
      throw UserError(
        .invalidInput, name,
        "its container is damaged in \(gaps == 1 ? "1 place" : "\(gaps) places"), and the data there is lost",
        remedy: Self.cutRemedy)
    }
    try check(listed: video.listed, packets: packets, of: "frames")
    for track in tracks {
      try check(listed: track.track.listed, packets: track.packets, of: "packets of \(track.track.codecName)")
    }
    if times.missing > 0 {
      throw UserError(
        .invalidInput, name,
        "\(times.missing) of its \(packets) frames cannot be decoded, the first at \(times.firstMissing ?? .zero)",
        remedy: Self.remedy)
    }
    // An index is compared exactly above, and AVI's duration is inexact; elsewhere only the duration shows a
    // truncation.
    let tolerance =
      video.listed > 0 || times.hasOnlyDTS
      ? Self.indexedTolerance : max(Self.minTolerance, video.frameDuration + video.frameDuration)
    guard let duration, end + tolerance < duration else { return }
    throw UserError(
      .invalidInput, name,
      "is truncated: it ends at \(end), but its container states a duration of \(duration)",
      remedy: Self.cutRemedy)
  }

  private func check(listed: Int, packets: Int, of what: String) throws {
    guard packets < listed else { return }
    throw UserError(
      .invalidInput, name, "its index lists \(listed) \(what), but only \(packets) can be read",
      remedy: Self.remedy)
  }

  private static let cutRemedy =
    "copy the file again from its source, or pass --allow-damaged to process what can be read"
  private static let remedy = "it is damaged; repair it, or pass --allow-damaged to process what can be read"
  /// Containers round timestamps, and the last frame may have no duration.
  private static let minTolerance = MediaTime(nanoseconds: 250_000_000)
  private static let indexedTolerance = MediaTime(nanoseconds: 1_500_000_000)
}
