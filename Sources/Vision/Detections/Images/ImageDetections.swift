import Geometry

/// What the responses to Amazon Rekognition's operations on an image found: DetectFaces, SearchFacesByImage, DetectText,
/// DetectLabels and DetectModerationLabels, one response or several, each with its members in any order.
public struct ImageDetections: Sendable {
  /// The selected boxes, in the order of the responses.
  public private(set) var boxes: [DetectedBox] = []
  /// The boxes that were dropped because of their confidence.
  public private(set) var dropped = 0
  /// The selected labels that have not occurred, sorted; they may be misspelt.
  public var labelsNotFound: [String] { counter.notFound }
  /// Whether the faces are those of SearchFacesByImage, which finds the largest only.
  public private(set) var hasLargestFaceOnly = false

  /// Whether the embedded detector wrote the response, so that confidences mean what they mean there.
  public private(set) var isOfEmbeddedDetector = false

  private let subjects: Subjects
  private let minConfidence: Double
  private var counter: LabelCounter
  private var lists: Set<ImageResponseList> = []

  /// Reads all responses.
  ///
  /// - Parameters:
  ///   - minConfidence: boxes with a lower confidence, 0...100, are dropped.
  ///   - fill: appends the next bytes of the input to an empty buffer; nothing at the end.
  public init(
    subjects: Subjects = .faces, minConfidence: Double = 0, fill: @escaping (inout [UInt8]) throws -> Void
  ) throws(DetectionError) {
    (self.subjects, self.minConfidence, counter) = (subjects, minConfidence, LabelCounter(subjects.labels))
    var json = JSONReader(fill: fill)
    var start: Position?
    while try json.nextDocument() {
      start = start ?? json.markedPosition
      guard try json.peekKind() == .array else {
        try readResponse(&json)
        continue
      }
      try json.beginArray()
      while try json.nextElement() { try readResponse(&json) }
    }
    try check(at: start ?? json.markedPosition)
  }

  private mutating func readResponse(_ json: inout JSONReader) throws(DetectionError) {
    guard try json.peekKind() == .object else {
      throw Self.unknownShape("expected a response object", at: json.markedPosition)
    }
    let start = json.markedPosition
    var (found, others) = (false, [String]())
    try json.beginObject()
    while let key = try json.nextKey() {
      if let list = ImageResponseList(rawValue: key), try json.peekKind() != .null {
        lists.insert(list)
        found = true
        try readList(list, &json)
      } else {
        if key == "Frameveil" { isOfEmbeddedDetector = true }
        others.append(key)
        try json.skipValue()
      }
    }
    guard found else {
      throw Self.unknownShape(
        "the document contains only \(others.prefix(6).joined(separator: ", "))", at: start)
    }
  }

  private mutating func readList(_ list: ImageResponseList, _ json: inout JSONReader) throws(DetectionError) {
    guard list.counterpart.supported(of: subjects) != Subjects() else { return try json.skipValue() }
    if list == .searchedFace {
      hasLargestFaceOnly = true
      return add([DetectedBox(box: try json.readBoundingBox())])
    }
    try json.beginArray()
    while try json.nextElement() {
      var entry: [DetectedBox] = []
      try readEntry(of: list, from: &json, into: &entry)
      add(entry)
    }
  }

  private mutating func readEntry(
    of list: ImageResponseList, from json: inout JSONReader, into boxes: inout [DetectedBox]
  ) throws(DetectionError) {
    let start = json.markedPosition
    switch list {
    case .faces:
      guard let face = try json.readFaceDetail() else {
        throw json.missingBox(at: start.member("BoundingBox"))
      }
      boxes.append(face)
    case .text: boxes.append(try json.readBoxed(.text, through: "Geometry"))
    case .labels: try checkName(try json.readLabel(&counter, into: &boxes), at: start)
    case .moderation: try checkName(try json.readModerationLabel(&counter, subjects, into: &boxes), at: start)
    case .searchedFace: break
    }
  }

  /// Entries of the responses on videos have their name one level deeper.
  private func checkName(_ name: String, at position: Position) throws(DetectionError) {
    guard name.isEmpty else { return }
    throw Self.unknownShape("the entry has no Name", at: position)
  }

  private mutating func add(_ found: [DetectedBox]) {
    // Not ">=": a limit that is NaN drops nothing.
    let kept = found.filter { !($0.confidence < minConfidence) }
    dropped += found.count - kept.count
    boxes += kept
  }

  private func check(at position: Position) throws(DetectionError) {
    guard !lists.isEmpty else {
      throw DetectionError(
        .empty, "the input contains no response", at: position,
        remedy: "provide a response with one of \(ImageResponseList.known)")
    }
    try subjects.check(
      areIn: lists.map { $0.counterpart.supported(of: subjects) },
      of: lists.map(\.origin).sorted().joined(separator: " and "), at: position)
    try counter.check(at: position)
  }

  private static func unknownShape(_ message: String, at position: Position) -> DetectionError {
    DetectionError(
      .unknownShape, message, at: position,
      remedy: "provide a response about an image, with one of \(ImageResponseList.known)")
  }
}

/// The member of a response about an image that contains the boxes.
private enum ImageResponseList: String, CaseIterable {
  case faces = "FaceDetails"
  case searchedFace = "SearchedFaceBoundingBox"
  case text = "TextDetections"
  case labels = "Labels"
  case moderation = "ModerationLabels"

  var origin: String {
    switch self {
    case .faces: "DetectFaces"
    case .searchedFace: "SearchFacesByImage"
    case .text: "DetectText"
    case .labels: "DetectLabels"
    case .moderation: "DetectModerationLabels"
    }
  }

  /// The list of the responses on videos that contains the same subjects.
  var counterpart: ResponseList {
    switch self {
    case .faces, .searchedFace: .faces
    case .text: .text
    case .labels: .labels
    case .moderation: .moderation
    }
  }

  static let known = allCases.map { "\($0.rawValue) (\($0.origin))" }.joined(separator: ", ")
}
