public import Tracking

/// What a choice did in a run.
public struct SelectionRecord: Hashable, Sendable, Encodable {
  /// How much of a video something concerned.
  public struct Share: Hashable, Sendable, Encodable, CustomStringConvertible {
    /// Boxes, over all frames.
    public var boxes = 0
    /// Frames with any of them.
    public var frames = 0
    /// Their tracks, in rising order, numbered from 1 as people see them.
    public var tracks: [Int] = []

    /// `60 boxes on 40 frames (track:2,5)`
    public var description: String {
      let list =
        tracks.prefix(10).map(String.init).joined(separator: ",") + (tracks.count > 10 ? ",..." : "")
      return "\(boxes) boxes on \(frames) frames (track:\(list))"
    }

    mutating func note(_ redactionBoxes: [RedactionBox]) {
      guard !redactionBoxes.isEmpty else { return }
      boxes += redactionBoxes.faces.count
      frames += 1
      for redactionBox in redactionBoxes where !tracks.contains(redactionBox.track + 1) {
        tracks.insert(
          redactionBox.track + 1, at: tracks.firstIndex { $0 > redactionBox.track + 1 } ?? tracks.endIndex)
      }
    }
  }

  /// What a rule of `--only` hid, or one of `--except` left visible.
  public struct Rule: Hashable, Sendable, Encodable {
    /// `only` or `except`.
    public var kind: String
    /// How the user wrote it.
    public var text: String
    /// What it concerned.
    public var share = Share()

    /// Makes a rule that has concerned nothing yet.
    public init(kind: String, text: String) {
      self.kind = kind
      self.text = text
    }
  }

  /// What became of a box that a person drew.
  public struct Added: Hashable, Sendable, Encodable {
    /// What the person called it.
    public var label: String
    /// When, in words.
    public var span: String
    /// Frames on which it was hidden.
    public var frames = 0

    /// Makes a box that was hidden on no frame yet.
    public init(label: String, span: String) {
      self.label = label
      self.span = span
    }
  }

  /// The rules of `only`, then those of `except`.
  public var rules: [Rule]
  /// All that was found and left visible.
  public var leftVisible = Share()
  /// The boxes that were added.
  public var added: [Added]

  /// Makes a record of nothing yet.
  public init(rules: [Rule], added: [Added]) {
    self.rules = rules
    self.added = added
  }

  /// Counts a frame.
  public mutating func note(
    _ redactionBoxes: [RedactionBox], _ verdicts: [SelectionDecision], added isAdded: [Bool]
  ) {
    let onlyCount = rules.count { $0.kind == "only" }
    let pairs = zip(redactionBoxes, verdicts)
    for index in rules.indices {
      rules[index].share.note(
        pairs.filter { _, verdict in
          index < onlyCount
            ? verdict.only.contains(index) : !verdict.isHidden && verdict.except.contains(index - onlyCount)
        }.map(\.0))
    }
    leftVisible.note(pairs.filter { !$1.isHidden }.map(\.0))
    for (index, isAdded) in isAdded.enumerated() where isAdded { added[index].frames += 1 }
  }
}

/// What a choice says of a cover.
public struct SelectionDecision: Equatable, Sendable {
  /// Whether it is hidden.
  public var isHidden: Bool
  /// The rules of `only` that may mean it, by index.
  public var only: [Int]
  /// The rules of `except` that surely mean it, by index.
  public var except: [Int]

  /// Makes a verdict.
  public init(isHidden: Bool, only: [Int], except: [Int]) {
    self.isHidden = isHidden
    self.only = only
    self.except = except
  }
}
