/// What a choice says of a cover.
struct ChoiceVerdict: Equatable {
  var isHidden: Bool
  /// The rules of `only` that may mean it.
  var only: [Int]
  /// The rules of `except` that surely mean it.
  var except: [Int]
}
