import Geometry

/// The state of all responses of one input: whether pages are missing, and whether they describe one video.
struct PageSet {
  /// The merged metadata of the video; nil while no page has any.
  private(set) var metadata: VideoMetadata?
  private var firstPosition: Position?
  /// Whether there was no response at all.
  var isEmpty: Bool { firstPosition == nil }
  private var lists: Set<ResponseList> = []
  /// By list, the position of the `NextToken` of its last page; none if that page is the last of its job.
  private var openEnds: [ResponseList: Position] = [:]

  /// The numbers of the pages so far, by content.
  private var numbers: [PageContent: Int] = [:]
  private var count = 0
  private var content = PageContent()

  /// Records an entry of the current response.
  mutating func note(_ time: MediaTime, _ boxes: ArraySlice<DetectedBox>) { content.add(time, boxes) }

  /// Adds a complete response.
  mutating func add(_ response: Response) throws(DetectionError) {
    try response.check()
    count += 1
    defer { content = PageContent() }
    if content.entries > 0, let earlier = numbers.updateValue(count, forKey: content) {
      throw DetectionError(
        .repeatedPage, "page \(count) is a duplicate of page \(earlier)", at: response.position,
        remedy: "provide each page once, and check whether another page is missing")
    }
    firstPosition = firstPosition ?? response.position
    lists.formUnion(response.lists)
    for list in response.lists { openEnds[list] = response.nextToken?.position }
    guard let (value, position) = response.metadata else { return }
    var merged = metadata ?? VideoMetadata()
    if let member = merged.merge(value) {
      throw DetectionError(
        .metadataMismatch, "the pages describe different videos", at: position.member(member),
        remedy: "provide the pages of a single job")
    }
    metadata = merged
  }

  /// Checks the pages at the end of the input, at position `end`.
  func check(_ subjects: Subjects, allowMissingPages: Bool, end: Position) throws(DetectionError) {
    guard let firstPosition else {
      throw DetectionError(
        .empty, "the input contains no response", at: end,
        remedy: "provide a response with one of \(ResponseList.known)"
      )
    }
    if !allowMissingPages {
      try checkEnds { $0.supported(of: subjects) != Subjects() }
    }
    let lists = ResponseList.allCases.filter(lists.contains)
    try subjects.check(
      areIn: lists.map { $0.supported(of: subjects) },
      of: lists.map(\.origin).joined(separator: " and "), at: firstPosition)
  }

  /// Throws if the responses contain no face matches.
  func checkFaceSearch() throws(DetectionError) {
    guard let firstPosition, !lists.contains(.persons) else { return }
    throw DetectionError(
      .subjectNotHeld, "faces are selected by name, but these responses contain no FaceMatches",
      at: firstPosition,
      remedy: "provide the response of GetFaceSearch")
  }

  /// Throws if a list that is needed continues on a page that is not in the input.
  func checkEnds(_ isNeeded: (ResponseList) -> Bool) throws(DetectionError) {
    for list in ResponseList.allCases where isNeeded(list) {
      guard let position = openEnds[list] else { continue }
      throw DetectionError(
        .missingPages, "the last page of \(list.rawValue) has a NextToken: the pages after it are missing",
        at: position,
        remedy:
          "add the missing pages in order, or pass --allow-missing-pages and leave those times unredacted"
      )
    }
  }
}

/// A digest of a page's entries, to detect duplicate pages.
private struct PageContent: Hashable {
  private(set) var entries = 0
  private var digest = 0

  mutating func add(_ time: MediaTime, _ boxes: ArraySlice<DetectedBox>) {
    var hasher = Hasher()
    hasher.combine(digest)
    hasher.combine(time)
    hasher.combine(boxes)
    digest = hasher.finalize()
    entries += 1
  }
}
