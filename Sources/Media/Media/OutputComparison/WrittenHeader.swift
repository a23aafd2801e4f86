import CLibAV
import Geometry

/// Checks the header of an output's container.
struct WrittenHeader {
  let check: OutputCheck

  /// Checks tracks, codecs, frame size, orientation and colour description.
  func check(_ demuxer: Demuxer) throws {
    let streams = demuxer.streams
    let shown = [AVMEDIA_TYPE_VIDEO, AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_SUBTITLE]
    let listed = streams.filter { shown.contains($0.pointee.codecpar.pointee.codec_type) }.count
    try check.equal(listed, check.written.count, "tracks", "the container")
    for track in check.written {
      guard let place = track.place, place < streams.count, let found = streams[place].pointee.codecpar else {
        throw check.difference("tracks", "the container", check.written.count, streams.count)
      }
      let label = "track \(place)"
      // Some headers do not state the codec, which only packets reveal.
      if found.pointee.codec_id != AV_CODEC_ID_NONE, !Self.isSame(found.pointee.codec_id, track.parameters.id)
      {
        throw check.difference(
          "codec", label, track.parameters.codec, String(cString: avcodec_get_name(found.pointee.codec_id)))
      }
    }
    guard let place = check.video.place, let video = streams[place].pointee.codecpar?.pointee, video.width > 0
    else { return }
    let expected = check.video.parameters.pointer.pointee
    try check.equal(video.width, expected.width, "width", "the video")
    try check.equal(video.height, expected.height, "height", "the video")
    try checkOrientation(streams[place])
    try checkColors(ColorDescription(video))
  }

  /// MP4 does not state the layer of MPEG audio, which each packet contains (ISO/IEC 14496-1, section
  /// 7.2.6.6).
  private static func isSame(_ found: AVCodecID, _ expected: AVCodecID) -> Bool {
    let layers = [AV_CODEC_ID_MP1, AV_CODEC_ID_MP2, AV_CODEC_ID_MP3]
    return found == expected || layers.contains(found) && layers.contains(expected)
  }

  private func checkOrientation(_ stream: UnsafeMutablePointer<AVStream>) throws {
    guard check.plan.specification.isMovie else { return }
    let written = try InputTrack(stream, index: 0, isMovie: true)
    try check.equal(written.orientation, check.description.orientation, "rotation", "the video")
  }

  /// Checks that each part of the colour description that the container specifies is the input's.
  private func checkColors(_ found: ColorDescription) throws {
    let expected = check.plan.colorDescription
    for (name, written, given) in [
      ("primaries", found.primaries, expected.primaries), ("transfer", found.transfer, expected.transfer),
      ("matrix", found.matrix, expected.matrix),
    ] where written != 2 { try check.equal(written, given, "colour \(name)", "the video") }
    if found.range != AVCOL_RANGE_UNSPECIFIED, expected.range != AVCOL_RANGE_UNSPECIFIED {
      try check.equal(found.range, expected.range, "colour range", "the video")
    }
  }

  /// Checks that an MP4's index has as many entries as packets were written.
  func checkIndex(_ demuxer: Demuxer) throws {
    guard check.plan.specification.isMovie, !check.plan.specification.isFragmented else { return }
    for track in check.written where !track.isPCM && !track.hasEmptyPackets {
      guard let place = track.place else { continue }
      let listed = Int(avformat_index_get_entries_count(demuxer.streams[place]))
      try check.equal(listed, track.muxed.count, "packets in the index", "track \(place)")
    }
  }
}

/// Finds metadata that an output's container did not store: titles, languages, chapters, dispositions.
struct WrittenMetadata {
  let check: OutputCheck
  /// Whether packets can be read back, too: MP4 stores chapter titles in a text track.
  let canReadPackets: Bool

  /// The most characters of a value in a note.
  private static let shownCharacters = 60

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
    return wanted.filter { !values.contains($0.value) }.map { entry in
      let end = entry.value.count > Self.shownCharacters ? "…" : ""
      return "\(entry.key) '\(entry.value.prefix(Self.shownCharacters))\(end)'\(owner)"
    }
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
