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
      .noBoxes, "the label \"\(name)\" was found, but never with a box", at: place,
      remedy: "choose a label that Rekognition gives Instances for")
  }
}
