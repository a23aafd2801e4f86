/// What is done with a frame that is damaged: nobody can say what is to be seen on it.
public enum DamagePolicy: String, Sendable, CaseIterable {
  /// The whole frame is hidden.
  case hide
  /// There is no result.
  case fail
}
