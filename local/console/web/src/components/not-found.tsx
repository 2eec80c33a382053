export function NotFound() {
  return (
    <>
      <h1>There is no such page</h1>
      <p>
        Go to the <a href="/">overview</a>.
      </p>
    </>
  );
}
