import Geometry

/// Reads the entries of a response's list one at a time and extracts the selected subjects.
struct EntryReader {
  let subjects: Subjects
  /// The selected labels that have occurred.
  private(set) var counter: LabelCounter
  /// The faces to look for.
  private(set) var faces: FaceMatching
  /// How many entries were skipped because they have no box.
  private(set) var entriesWithoutBox = 0

  init(subjects: Subjects, faces: FaceMatching = FaceMatching([])) {
    self.subjects = subjects
    self.faces = faces
    counter = LabelCounter(subjects.labels)
  }

  /// Reads one entry; returns nil if it contains no selected box and does not have to.
  mutating func readEntry(
    of list: ResponseList, from json: inout JSONReader, into boxes: inout [DetectedBox]
  ) throws(DetectionError) -> MediaTime? {
    let count = boxes.count
    var time: MediaTime?
    var matches: UInt32 = 0
    try json.beginObject()
    let start = json.mark
    while let key = try json.nextKey() {
      switch key {
      case "Timestamp": time = try json.readTimestamp()
      case list.detail: try readDetail(of: list, from: &json, into: &boxes)
      case "FaceMatches" where list == .persons && !faces.isEmpty: matches = try faces.read(from: &json)
      case "DurationMillis" where list == .moderation: try refuseSegment(&json)
      default: try json.skipValue()
      }
    }
    guard let time else { throw missingTimestamp(list, at: json.position(of: start).member("Timestamp")) }
    if matches != 0 {
      for index in count..<boxes.count where boxes[index].subject == .face { boxes[index].matches = matches }
    }
    if boxes.count > count { return time }
    guard !list.mustHaveBox else {
      throw json.missingBox(at: json.position(of: start).member("\(list.detail).BoundingBox"))
    }
    entriesWithoutBox += 1
    return nil
  }

  private mutating func readDetail(
    of list: ResponseList, from json: inout JSONReader, into boxes: inout [DetectedBox]
  ) throws(DetectionError) {
    if try json.skipNull() { return }
    switch list {
    case .faces: if let face = try json.readFaceDetail() { boxes.append(face) }
    case .persons: try json.readPersonDetail(subjects, into: &boxes)
    case .labels: try json.readLabel(&counter, into: &boxes)
    case .text: boxes.append(try json.readBoxed(.text, through: "Geometry"))
    case .moderation: try json.readModerationLabel(&counter, subjects, into: &boxes)
    case .instants, .segments: break
    }
  }

  /// Reads the boxes at one time in the AWS sample's file; an empty list means that nothing was found.
  mutating func readInstant(
    _ key: String, from json: inout JSONReader, into boxes: inout [DetectedBox]
  ) throws(DetectionError) -> MediaTime {
    // Double also parses hexadecimal numbers and "nan".
    guard key.utf8.allSatisfy({ isDigit($0) || "+-.eE".utf8.contains($0) }),
      let number = Double(key), let milliseconds = Int64(exactly: number),
      (0...JSONReader.longestMilliseconds).contains(milliseconds)
    else { throw badInstant(key, at: json.markedPosition) }
    try json.beginArray()
    while try json.nextElement() { boxes.append(DetectedBox(box: try json.readBoundingBox())) }
    return MediaTime(nanoseconds: milliseconds * 1_000_000)
  }

  private func badInstant(_ key: String, at position: Position) -> DetectionError {
    DetectionError(
      .timestamp, "expected an integer number of milliseconds as the key, found \"\(key.prefix(40))\"",
      at: position,
      remedy: "use the milliseconds since the start of the video as the key")
  }

  /// An aggregated segment has a duration, but a sample would redact only its start.
  private func refuseSegment(_ json: inout JSONReader) throws(DetectionError) {
    if try json.skipNull() { return }
    let position = json.markedPosition
    guard try json.readNumber() > 0 else { return }
    throw DetectionError(
      .noBoxes, "GetContentModeration responses aggregated by SEGMENTS are not supported", at: position,
      remedy: "call GetContentModeration with AggregateBy TIMESTAMPS")
  }

  private func missingTimestamp(_ list: ResponseList, at position: Position) -> DetectionError {
    DetectionError(
      .timestamp, "the Timestamp is missing", at: position,
      remedy: list == .labels
        ? "call GetLabelDetection with AggregateBy TIMESTAMPS; segments have no bounding boxes"
        : "fetch the response again")
  }
}

/// Which of the selected labels have occurred, with or without boxes.
struct LabelCounter {
  /// By lower-case name: whether the label has occurred, and whether ever with a box.
  private var labels: [String: (isMet: Bool, hasBox: Bool)] = [:]
  private let names: Set<String>

  init(_ names: Set<String>) {
    self.names = names
    for name in names { labels[name.lowercased()] = (false, false) }
  }

  /// Records an occurrence of a label with a number of boxes; returns whether the label is selected.
  mutating func note(_ name: String, boxes: Int) -> Bool {
    let key = name.lowercased()
    guard let label = labels[key] else { return false }
    labels[key] = (true, label.hasBox || boxes > 0)
    return true
  }

  /// The selected names that have not occurred, sorted.
  var notFound: [String] { names.filter { labels[$0.lowercased()]?.isMet == false }.sorted() }

  /// Throws if a selected label has occurred but never with a box, such as `Beach`.
  func check(at position: Position) throws(DetectionError) {
    let boxless = names.filter { labels[$0.lowercased()].map { $0.isMet && !$0.hasBox } ?? false }
    guard let name = boxless.min() else { return }
    throw DetectionError(
      .noBoxes, "label \"\(name)\" was detected, but never with a bounding box", at: position,
      remedy: "select a label for which Rekognition returns Instances")
  }
}
