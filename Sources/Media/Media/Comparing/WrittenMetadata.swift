import CLibAV
import Geometry

/// Finds metadata that an output's container did not store: titles, languages, chapters, dispositions.
struct WrittenMetadata {
  let check: OutputCheck
  /// Whether packets can be read back, too: MP4 stores chapter titles in a text track.
  let canReadPackets: Bool

  /// A note on each missing entry. Entries are compared by value, since containers rename keys.
  func lost(_ demuxer: Demuxer) -> [String] {
    let plan = check.plan
    var lost = missing(plan.metadata, in: demuxer.metadata, "")
    for (track, written) in zip([plan.video] + plan.tracks, [check.video] + check.tracks) {
      guard let place = written.place, place < demuxer.streams.count else { continue }
      let stream = demuxer.streams[place].pointee
      let owner = " of track \(track.input.index)"
      lost += missing(wanted(on: track), in: LibAV.entries(stream.metadata), owner)
      lost += Self.purposes.filter { track.input.disposition & ~stream.disposition & $0.flag != 0 }
        .map { "that track \(track.input.index) is \($0.name)" }
    }
    lost += lostChapters(demuxer)
    return lost.map { "not carried over, since \(plan.specification.format) cannot store it: \($0)" }
  }

  private func missing(
    _ wanted: [(key: String, value: String)], in found: [(key: String, value: String)], _ owner: String
  ) -> [String] {
    let values = Set(found.map(\.value))
    return wanted.filter { !values.contains($0.value) }.map { "\($0.key) '\($0.value)'\(owner)" }
  }

  /// The entries that were passed to the muxer, and a language that it could not store.
  private func wanted(on track: MuxPlan.Track) -> [(key: String, value: String)] {
    let passed = check.plan.tags(on: track)
      .filter { $0.key != "handler_name" && ($0.key != "language" || track.metadata.language != nil) }
    guard let language = track.metadata.language, !passed.contains(where: { $0.key == "language" }) else {
      return passed
    }
    return passed + [("language", language)]
  }

  /// The dispositions by which players select a track.
  private static let purposes: [(flag: Int32, name: String)] = [
    (AV_DISPOSITION_FORCED, "forced"), (AV_DISPOSITION_COMMENT, "a commentary"),
    (AV_DISPOSITION_DUB, "dubbed"), (AV_DISPOSITION_ORIGINAL, "in the original language"),
    (AV_DISPOSITION_HEARING_IMPAIRED, "for the hearing impaired"),
    (AV_DISPOSITION_VISUAL_IMPAIRED, "for the visually impaired"),
    (AV_DISPOSITION_CAPTIONS, "captions"), (AV_DISPOSITION_DESCRIPTIONS, "descriptions"),
  ]

  private func lostChapters(_ demuxer: Demuxer) -> [String] {
    let wanted = check.description.chapters
    let found = demuxer.chapters
    guard found.count >= wanted.count else {
      let count = wanted.count - found.count
      return [count == 1 ? "1 chapter" : "\(count) chapters"]
    }
    guard canReadPackets else { return [] }
    return zip(wanted, found).compactMap { one, other in
      guard let title = one.title, title != other.title else { return nil }
      return "the title of the chapter '\(title)'"
    }
  }
}

extension Chapter {
  fileprivate var title: String? { metadata.first { $0.key == "title" }?.value }
}
