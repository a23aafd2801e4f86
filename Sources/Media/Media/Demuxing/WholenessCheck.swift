import Core
import Geometry

/// Compares what was read with what the container lists.
struct WholenessCheck {
  let name: String

  func check(
    video: InputTrack, packets: Int, gaps: Int, times: PresentationTimes, tracks: [TrackReader],
    duration: MediaTime?, end: MediaTime
  ) throws {
    guard gaps == 0 else {
      throw UserError(
        .invalidInput, name,
        "its container is damaged in \(gaps == 1 ? "a place" : "\(gaps) places"), and what stood there is missing",
        remedy: Self.cutRemedy)
    }
    try check(listed: video.listed, packets: packets, of: "pictures")
    for track in tracks {
      try check(listed: track.track.listed, packets: track.packets, of: "packets of \(track.track.words)")
    }
    if times.missing > 0 {
      throw UserError(
        .invalidInput, name,
        "\(times.missing) of its \(packets) pictures cannot be decoded, the first at \(times.firstMissing ?? .zero)",
        remedy: Self.remedy)
    }
    // An index is exact, and AVI's length is not; elsewhere only the length tells.
    let tolerance =
      video.listed > 0 || times.knowsOnlyDecoding
      ? Self.ofIndexed : max(Self.least, video.frameDuration + video.frameDuration)
    guard let duration, end + tolerance < duration else { return }
    throw UserError(
      .invalidInput, name, "is cut short: it ends at \(end), but should last \(duration)",
      remedy: Self.cutRemedy)
  }

  private func check(listed: Int, packets: Int, of what: String) throws {
    guard packets < listed else { return }
    throw UserError(
      .invalidInput, name, "lists \(listed) \(what), but only \(packets) can be read", remedy: Self.remedy)
  }

  private static let cutRemedy =
    "copy the file again from where it came, or pass --allow-damaged to take what there is"
  private static let remedy = "it is damaged; repair it, or pass --allow-damaged to take what there is"
  /// Containers round, and the last picture's duration may be missing.
  private static let least = MediaTime(nanoseconds: 250_000_000)
  private static let ofIndexed = MediaTime(nanoseconds: 1_500_000_000)
}
