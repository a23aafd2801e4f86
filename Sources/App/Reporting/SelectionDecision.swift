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
