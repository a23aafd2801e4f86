import CLibAV
public import Core
import Geometry

/// Writes a container from the pieces of its media data, which are copied in their order. libavformat writes the index.
///
/// Works on a thread of its own, which the sink may block.
public actor PieceJoin {
  private let executor = ThreadExecutor(name: "frameveil-join")
  /// The actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let sink: any ByteSink
  /// The length of all media data, if these are not read, and the sink that keeps the rest; nil if they are.
  private let referring: (sink: IndexSink, bytes: UInt64)?
  private var media: Range<UInt64>?
  private let description: MediaDescription
  private let profile: EncodeProfile
  private let plan: MuxPlan
  private let output: OutputBuffer
  private var muxer: Muxer?
  private var header: PieceTable.Header?
  private var video: OutputTrack?
  private var tracks: [OutputTrack] = []
  private var lastDTS: Int64?
  /// What the workers read.
  private var frames = TrackCounters()
  private var packets: [TrackCounters]
  private var remarks: PieceTable.Remarks?

  /// - Parameter description: that of the input, with the tracks of the output.
  public init(
    profile: EncodeProfile, description: MediaDescription, metadata: MetadataPolicy, sink: any ByteSink
  ) throws {
    try self.init(profile, description, metadata, sink, referring: nil)
  }

  /// A join that writes an MP4 around media data which it does not read.
  ///
  /// - Parameters:
  ///   - name: that of the output.
  ///   - bytes: the length of the media data of all pieces.
  public init(
    profile: EncodeProfile, description: MediaDescription, metadata: MetadataPolicy, name: String,
    around bytes: UInt64
  ) throws {
    let sink = IndexSink(name: name)
    try self.init(profile, description, metadata, sink, referring: (sink, bytes))
  }

  private init(
    _ profile: EncodeProfile, _ description: MediaDescription, _ metadata: MetadataPolicy,
    _ sink: any ByteSink, referring: (sink: IndexSink, bytes: UInt64)?
  ) throws {
    (self.profile, self.sink, self.referring) = (profile, sink, referring)
    self.description = description
    plan = try MuxPlan(profile, description, metadata, sink)
    output = try OutputBuffer(sink)
    packets = description.tracks.map { _ in TrackCounters() }
  }

  /// Determines the order of pieces on the thread that reads them.
  public func order(_ pieces: [PieceInput], _ order: @Sendable ([PieceInput]) throws -> [Int]) throws -> [Int]
  {
    try order(pieces)
  }

  /// Appends a piece.
  ///
  /// - Parameters:
  ///   - piece: its bytes, which begin with the media data.
  ///   - table: reads its table.
  /// - Throws: `UserError` if it does not match its table, or the pieces before it; what `table` throws.
  public func add(_ piece: PieceInput, _ table: @Sendable (PieceInput) throws -> PieceTable) throws {
    let (table, name) = (try table(piece), piece.name)
    try check(table, name)
    try begin(table.header, name)
    var place: UInt64 = 0
    var checksum = SHA256()
    for index in 0..<table.samples.count {
      try Task.checkCancellation()
      let bytes = try piece.bytes(table.samples.size[index], at: place)
      place += UInt64(bytes.count)
      checksum.update(bytes)
      let packet = try DemuxedPacket(copying: bytes)
      digest(packet, of: table.samples.track[index])
      try mux(packet, table.samples, index)
    }
    guard place == table.bytes, Hex.text(checksum.finish()) == table.sha256 else {
      throw Self.damaged(name, "its media data have another checksum than its table says")
    }
    try count(table, name)
  }

  /// Appends a piece by its table alone. libavformat gets samples of zeros, of which it needs the sizes.
  ///
  /// - Throws: `UserError` if the table contradicts itself or the pieces before it.
  public func add(_ table: PieceTable, name: String) throws {
    try check(table, name)
    try begin(table.header, name)
    for index in 0..<table.samples.count {
      try Task.checkCancellation()
      try mux(DemuxedPacket(zeros: table.samples.size[index]), table.samples, index)
    }
    try count(table, name)
  }

  /// Whether an index can be written without the samples' bytes: an MP4 that is not fragmented, of codecs whose samples
  /// libavformat stores as they are and takes nothing from.
  ///
  /// - Parameter header: that of a piece.
  public func canRefer(to header: PieceTable.Header) throws -> Bool {
    guard plan.specification.isMovie, !plan.specification.isFragmented,
      let video = try header.parameters(plan), video.id == AV_CODEC_ID_H264, video.areStoredAsTheyAre
    else { return false }
    return plan.tracks.allSatisfy { track in
      let parameters = track.input.parameters
      return switch parameters.id {
      // Without a header, the samples of AAC have one each (ADTS), which is removed.
      case AV_CODEC_ID_AAC, AV_CODEC_ID_ALAC, AV_CODEC_ID_FLAC, AV_CODEC_ID_OPUS:
        !parameters.extradata.isEmpty
      case AV_CODEC_ID_MP3, AV_CODEC_ID_MP2, AV_CODEC_ID_MOV_TEXT: true
      default: false
      }
    }
  }

  /// After `finish`, of a join that does not read the media data: what precedes them in the output, and what follows.
  public var surroundings: (head: [UInt8], tail: [UInt8]) { referring?.sink.kept ?? ([], []) }

  private func count(_ table: PieceTable, _ name: String) throws {
    try add(table.remarks, name)
    frames.add(table.frames)
    for (track, counters) in table.tracks.enumerated() { packets[track].add(counters) }
  }

  /// Completes the container, and verifies it against the input.
  ///
  /// - Parameter expected: what was read of the whole input when the plan was made.
  public func finish(comparing expected: ReadCounters) throws -> MediaWriter.Result {
    guard let muxer, var video else { throw Self.damaged(sink.name, "there are no pieces") }
    try checkMedia()
    try muxer.finish()
    self.muxer = nil
    if plan.specification.isMovie {
      let listed = OutputTrack.leavingOutEmpty([video] + tracks)
      (video, tracks) = (listed[0], Array(listed.dropFirst()))
    }
    let isStored = referring == nil && !plan.specification.isTransport && video.parameters.areStoredAsTheyAre
    let (comparison, lost) = try OutputCheck(
      name: sink.name, description: description, plan: plan, video: video,
      videoDigest: isStored ? video.digest.finish() : nil, tracks: tracks, comparesPayloads: referring == nil
    ).check(
      expected, received: frames, receivedByTrack: packets, written: sink.readablePath, kept: output.kept)
    return MediaWriter.Result(
      bytes: output.written, isMoovFirst: muxer.isMoovFirst, compared: comparison, untouched: nil,
      reused: nil, redacted: nil, notes: plan.notes + notes(lost))
  }

  /// Where the media data lie in an output whose samples were not read, they must be as long as what lies elsewhere.
  private func checkMedia() throws {
    guard let media else { return }
    output.flush()
    guard output.written == media.upperBound else {
      throw UserError(
        .internalFailure, sink.name,
        "would have media data of \(output.written - media.lowerBound) bytes; the pieces have \(media.count)",
        remedy: "join local copies of the pieces, and report this")
    }
  }

  /// The notes of a run over the whole video.
  private func notes(_ lost: [String]) -> [String] {
    plan.formatNotes(remarks?.codedFormat) + lost + plan.earlyNotes(remarks?.early ?? [:], tracks)
      + plan.emptyNotes(tracks) + (remarks?.frames.notes(profile.encoder(for: description.format)) ?? [])
  }

  /// Adds the remarks of the next piece. An encoder takes the field order of its first frame for all.
  private func add(_ remarks: PieceTable.Remarks, _ name: String) throws {
    guard let first = self.remarks else { return self.remarks = remarks }
    guard first.frames.coded == remarks.frames.coded else {
      throw UserError(
        .invalidInput, name, "begins with another field order than the pieces before it",
        remedy: "run blur without a plan and without --workers, which encodes all frames alike")
    }
    self.remarks?.frames.add(remarks.frames)
  }

  private func check(_ table: PieceTable, _ name: String) throws {
    guard table.samples.isConsistent, table.tracks.count == description.tracks.count,
      table.samples.track.allSatisfy({ (0...description.tracks.count).contains($0) }),
      table.samples.size.reduce(0, +) == table.bytes,
      (table.tracks + [table.frames]).allSatisfy({ (0...table.samples.count).contains($0.count) })
    else { throw Self.damaged(name, "its table contradicts itself") }
  }

  private func begin(_ header: PieceTable.Header, _ name: String) throws {
    if let first = self.header {
      guard first == header else {
        throw UserError(
          .invalidInput, name, "was encoded with other codec headers than the pieces before it",
          remedy: "encode all spans with the same version of frameveil and of its libraries")
      }
      return
    }
    guard let parameters = try header.parameters(plan) else {
      throw Self.damaged(name, "its codec headers cannot be read")
    }
    let muxer = try Muxer(plan.specification, output: output)
    muxer.comesInterleaved = true
    let begun = try plan.begin(muxer, video: parameters)
    guard PieceTable.Header(begun.video, begun.tracks) == header else {
      throw Self.damaged(name, "its tracks are not those of the plan's input")
    }
    if let referring {
      output.flush()
      let media = output.written..<output.written + referring.bytes
      referring.sink.drop(media)
      self.media = media
    }
    (self.header, self.muxer) = (header, muxer)
    (video, tracks) = (begun.video, begun.tracks)
  }

  private func digest(_ packet: DemuxedPacket, of place: Int) {
    (place == 0 ? video : tracks[place - 1])?.digest.add(packet.bytes)
  }

  private func mux(_ packet: DemuxedPacket, _ samples: PieceTable.Samples, _ index: Int) throws {
    guard let muxer, let video else { return }
    let place = samples.track[index]
    let track = place == 0 ? video : tracks[place - 1]
    packet.isKey = samples.isKey[index]
    let pts = muxer.raised(samples.pts[index], track: track.number)
    var dts = pts
    if place == 0 {
      dts = min(pts, max(samples.dts[index], lastDTS.map { $0 + 1 } ?? .min))
      lastDTS = dts
    }
    let duration = samples.duration[index]
    let time = track.timeBase.time(pts) ?? .zero
    let length = duration > 0 ? track.timeBase.time(duration) : nil
    if place == 0 {
      self.video?.muxed.add(time, duration: length)
    } else {
      tracks[place - 1].muxed.add(time, duration: length)
    }
    try muxer.write(packet, pts: pts, dts: dts, duration: duration, track: track.number)
  }

  private static func damaged(_ name: String, _ what: String) -> UserError {
    UserError(
      .invalidInput, name, "is damaged: \(what)",
      remedy: "encode its span again: frameveil blur INPUT --plan PLAN --span K -o PIECE")
  }
}

extension DemuxedPacket {
  /// A packet of bytes.
  fileprivate convenience init(copying bytes: [UInt8]) throws {
    try self.init(size: bytes.count)
    bytes.withUnsafeBytes {
      UnsafeMutableRawBufferPointer(start: pointer.pointee.data, count: $0.count).copyMemory(from: $0)
    }
  }

  /// A packet of zeros.
  fileprivate convenience init(zeros count: Int) throws {
    try self.init(size: count)
    UnsafeMutableRawBufferPointer(start: pointer.pointee.data, count: count).initializeMemory(
      as: UInt8.self, repeating: 0)
  }
}
