import Geometry

/// Reads the entries of an answer's list, one at a time, and takes out of each what was chosen.
struct EntryReader {
  /// What was chosen.
  let subjects: Subjects
  /// Which of the chosen labels were met.
  private(set) var tally: LabelCounter
  /// Whom to look for.
  private(set) var faces: FaceMatching
  /// The entries passed over because they have no box to take.
  private(set) var entriesWithoutBox = 0

  init(subjects: Subjects, faces: FaceMatching = FaceMatching([])) {
    self.subjects = subjects
    self.faces = faces
    tally = LabelCounter(subjects.labels)
  }

  /// Reads one entry; nil when it holds no chosen box and need not.
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
    guard let time else { throw missingTimestamp(list, at: json.place(of: start).member("Timestamp")) }
    if matches != 0 {
      for index in count..<boxes.count where boxes[index].subject == .face { boxes[index].matches = matches }
    }
    if boxes.count > count { return time }
    guard !list.mustHaveBox else {
      throw json.missingBox(at: json.place(of: start).member("\(list.detail).BoundingBox"))
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
    case .labels: try json.readLabel(&tally, into: &boxes)
    case .text: boxes.append(try json.readBoxed(.text, through: "Geometry"))
    case .moderation: try json.readModerationLabel(&tally, subjects, into: &boxes)
    case .instants, .segments: break
    }
  }

  /// Reads the boxes of one instant of the AWS sample; there may be none, which tells that none was found.
  mutating func readInstant(
    _ key: String, from json: inout JSONReader, into boxes: inout [DetectedBox]
  ) throws(DetectionError) -> MediaTime {
    // Double reads hexadecimal and "nan", too.
    guard key.utf8.allSatisfy({ isDigit($0) || "+-.eE".utf8.contains($0) }),
      let number = Double(key), let milliseconds = Int64(exactly: number),
      (0...JSONReader.longestMilliseconds).contains(milliseconds)
    else { throw badInstant(key, at: json.markedPlace) }
    try json.beginArray()
    while try json.nextElement() { boxes.append(DetectedBox(box: try json.readBoundingBox())) }
    return MediaTime(nanoseconds: milliseconds * 1_000_000)
  }

  private func badInstant(_ key: String, at place: Place) -> DetectionError {
    DetectionError(
      .timestamp, "expected an integer number of milliseconds as the key, found \"\(key.prefix(40))\"",
      at: place,
      remedy: "use the milliseconds since the start of the video as the key")
  }

  /// A segment of moderated content has a length, and an instant would hide its begin only.
  private func refuseSegment(_ json: inout JSONReader) throws(DetectionError) {
    if try json.skipNull() { return }
    let place = json.markedPlace
    guard try json.readNumber() > 0 else { return }
    throw DetectionError(
      .noBoxes, "GetContentModeration responses aggregated by SEGMENTS are not supported", at: place,
      remedy: "call GetContentModeration with AggregateBy TIMESTAMPS")
  }

  private func missingTimestamp(_ list: ResponseList, at place: Place) -> DetectionError {
    DetectionError(
      .timestamp, "the Timestamp is missing", at: place,
      remedy: list == .labels
        ? "call GetLabelDetection with AggregateBy TIMESTAMPS; segments have no bounding boxes"
        : "fetch the response again")
  }
}

/// Which of the chosen labels were met, with boxes or without.
struct LabelCounter {
  /// Per chosen name in lower case: whether it was met, and whether ever with a box.
  private var labels: [String: (isMet: Bool, hasBox: Bool)] = [:]
  private let names: Set<String>

  init(_ names: Set<String>) {
    self.names = names
    for name in names { labels[name.lowercased()] = (false, false) }
  }

  /// Notes a label with its number of boxes; returns whether it was chosen.
  mutating func note(_ name: String, boxes: Int) -> Bool {
    let key = name.lowercased()
    guard let label = labels[key] else { return false }
    labels[key] = (true, label.hasBox || boxes > 0)
    return true
  }

  /// The chosen names that were never met, sorted.
  var unmet: [String] { names.filter { labels[$0.lowercased()]?.isMet == false }.sorted() }

  /// Refuses a label that was met and never has a box, as `Beach` has none.
  func check(at place: Place) throws(DetectionError) {
    let boxless = names.filter { labels[$0.lowercased()].map { $0.isMet && !$0.hasBox } ?? false }
    guard let name = boxless.min() else { return }
    throw DetectionError(
      .noBoxes, "label \"\(name)\" was detected, but never with a bounding box", at: place,
      remedy: "select a label for which Rekognition returns Instances")
  }
}
