import Core
import Edits
import FaceDetection
import Geometry
import Glibc
import Media
import Pipeline
import Reporting
import ReviewServing

extension ReviewRun {
  func prepare(begin: @Sendable (String) -> Void, _ progress: @escaping Progress) async throws -> (
    ReviewScan, EditsStore
  ) {
    let video = try await record(of: inputPath, named: RedactedAddress.name(inputPath))
    let kept = access(files.edits, F_OK) == 0 ? try EditsFile.read(files.edits) : nil
    let detections = try await detections(kept, begin, progress)
    let record = try await record(of: detections, named: name(ofDetections: detections))
    var store = EditsStore(
      path: files.edits, edits: Edits(video: video, detections: record, settings: request.trackSettings))
    if let kept {
      try await EditsFile.check(inputPath, is: kept.video, "video", for: files.edits)
      try await EditsFile.check(detections, is: kept.detections, "detections", for: files.edits)
      try EditsFile.check(request.trackSettings, are: kept.settings, for: files.edits)
      store = EditsStore(path: files.edits, edits: kept)
    }
    let scan = try await scan(await store.edits, detections, begin, progress)
    if let kept {
      if let fault = scan.fault(in: kept) {
        throw UserError(
          .invalidInput, files.edits, fault + " in this video", remedy: "name other edits with --edits")
      }
    } else {
      try await store.change { _ in }
    }
    return (scan, store)
  }

  /// The path of the detections; the detector runs if there are none.
  private func detections(
    _ kept: Edits?, _ begin: @Sendable (String) -> Void, _ progress: @escaping Progress
  ) async throws -> String {
    if case .file(let path)? = request.redaction.detections { return path }
    if let kept { return EditsFile.detections(of: kept, at: files.edits) }
    // Complete if it is there: it appears in one step.
    if access(files.detections, F_OK) == 0 { return files.detections }
    begin("detect")
    let sink = try OutputFile(path: files.detections, replacing: false, input: inputPath)
    try await abandoningOnFailure([sink]) {
      try await detect(into: sink, progress)
      try Task.checkCancellation()
      try sink.publish()
    }
    return files.detections
  }

  private func detect(into sink: OutputFile, _ progress: @escaping Progress) async throws {
    let model = try ModelFile.found(.face, at: request.model, allowsOther: request.allowsOtherModel)
    let reader = try MediaReader(
      input: input,
      options: .init(decodeThreads: request.decodeThreads, allowsDamage: request.options.allowsDamage))
    let job = DetectJob(
      reader: reader, model: model, options: detector, allowsDamage: request.options.allowsDamage)
    let response = ResponseOutput(sink)
    _ = try await job.run(
      begin: { try await response.begin($0, detector) }, take: { try await response.write($0) },
      progress: progress)
    _ = try await response.finish()
  }

  /// What the tracker makes of the detections: read from the file of an earlier start, or found.
  private func scan(
    _ edits: Edits, _ detections: String, _ begin: @Sendable (String) -> Void, _ progress: @escaping Progress
  ) async throws -> ReviewScan {
    let settings = edits.settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let descriptor = FaceDescriptor.path
    let parts =
      [edits.video.sha256, edits.detections.sha256, Commands.version]
      + (descriptor == nil ? [] : ["face descriptor"]) + settings
    let key = SHA256.hex(parts.joined(separator: "\n").utf8)
    if let bytes = try? FileReader(argument: files.tracks).bytes(upTo: Self.largestScan),
      let scan = ReviewScan(kept: bytes, for: key)
    {
      return scan
    }
    begin("track")
    let timeline = try await request.redaction.readTimeline(.file(detections))
    var options = request.options
    options.cuts = try await request.redaction.readShots()
    let reader = try MediaReader(
      input: input,
      options: .init(decodeThreads: request.decodeThreads, allowsDamage: options.allowsDamage))
    let job = BlurJob(reader: reader, source: .timeline(timeline), options: options)
    let scan = try await ReviewScan(
      job, name: RedactedAddress.name(inputPath), try descriptor.map(FaceDescriptor.init), progress: progress)
    try EditsStore.write(try scan.kept(for: key), to: files.tracks, asPrivateAs: inputPath)
    return scan
  }

  private static let largestScan = 2 << 30

  func record(of path: String, named name: String) async throws -> Edits.FileRecord {
    guard let digest = try await FileDigest().digest(of: path) else {
      throw UserError(.invalidInput, path, "is not a regular file", remedy: "give a local file")
    }
    return Edits.FileRecord(name: name, bytes: digest.bytes, sha256: digest.sha256)
  }

  /// Relative to the folder of the edits, where it is in it.
  private func name(ofDetections path: String) -> String {
    let folder = EditsFile.folder(of: files.edits)
    if !folder.isEmpty, path.hasPrefix(folder) { return String(path.dropFirst(folder.count)) }
    guard !path.hasPrefix("/"), !folder.isEmpty else { return path }
    return realpath(path, nil).map { resolved in
      defer { free(resolved) }
      return String(cString: resolved)
    } ?? path
  }
}
